using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Benchmarks.Operators;

/// <summary>One layer's fast kernels on a lane block of random numbers.</summary>
internal sealed unsafe class OperatorUnderTest
{
    private readonly LaneOperator _kernel;
    private readonly LaneMemory _memory;
    private readonly LaneStep _step;
    private readonly AlignedBuffer _packed;
    private readonly AlignedBuffer _parameterGradient;

    /// <param name="layer">The layer.</param>
    /// <param name="input">The shape that reaches it.</param>
    /// <param name="wantsInputGradient">False as for the first layer of a network.</param>
    public OperatorUnderTest(Layer layer, Shape input, bool wantsInputGradient)
    {
        _kernel = layer.CreateLaneOperator(input);
        LanePlan plan = new(wantsInputGradient ? [new Trainable(input), _kernel] : [_kernel]);
        _memory = plan.CreateMemory(training: true, new LanePass());
        _step = _memory.Steps[^1];
        _parameterGradient = new AlignedBuffer(_kernel.ParameterCount);
        _packed = new AlignedBuffer(_kernel.PackedLength);
        AlignedBuffer parameters = new(_kernel.ParameterCount);
        Random random = new(1);
        Fill(parameters.Span, random);
        _kernel.Pack(parameters.Pointer, _packed.Pointer);
        Fill(_step.Input, _kernel.Placement.Input, random);
        Fill(_step.OutputGradient, _kernel.Placement.OutputGradient, random);
    }

    public void Forward() => _kernel.Forward(_step, _packed.Pointer);

    public void Backward() => _kernel.Backward(_step, _packed.Pointer, _parameterGradient.Pointer);

    // The columns of zeros around the values stay as they are.
    private static void Fill(float* first, LaneLayout layout, Random random)
    {
        for (int c = 0; c < layout.Shape.Channels; c++)
        {
            for (int y = 0; y < layout.Shape.Height; y++)
            {
                float* row = first + (c * layout.ChannelStride) + (y * layout.RowStride);
                Fill(new Span<float>(row, layout.Shape.Width * LaneNetwork.Lanes), random);
            }
        }
    }

    private static void Fill(Span<float> values, Random random)
    {
        foreach (ref float value in values)
        {
            value = random.NextSingle() - 0.5f;
        }
    }

    // Something with parameters before a layer makes the layer's input gradient wanted.
    private sealed class Trainable(Shape shape) : LaneOperator(shape, shape)
    {
        internal override int ParameterCount => 1;

        internal override void Forward(in LaneStep step, float* packed) => throw new NotSupportedException();

        internal override void Backward(in LaneStep step, float* packed, float* parameterGradient) => throw new NotSupportedException();
    }
}
