using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

/// <summary>One layer's fast kernels run alone, behind something that makes the layer's input gradient wanted.</summary>
internal sealed unsafe class LaneLayer
{
    private readonly LanePlan _plan;
    private readonly LaneMemory _memory;
    private readonly LaneOperator _kernel;
    private readonly AlignedBuffer _packed;
    private readonly float[] _gradient;

    public LaneLayer(Layer layer, Shape input, double[] parameters)
    {
        _kernel = layer.CreateLaneOperator(input);
        _plan = new LanePlan([new Source(input), _kernel]);
        _memory = _plan.CreateMemory(training: true, new LanePass());
        _packed = new AlignedBuffer(_plan.PackedLength);
        _gradient = new float[_plan.ParameterCount];
        float[] narrow = [0, .. parameters.Select(value => (float)value)];
        fixed (float* first = narrow)
        {
            _plan.Pack(first, _packed.Pointer, part: 0, parts: 1);
        }
    }

    /// <summary>The outputs of up to sixteen samples.</summary>
    public double[][] Forward(double[][] inputs)
    {
        LaneStep step = _memory.Steps[1];
        Write(step.Input, _kernel.Placement.Input, inputs);
        _kernel.Forward(step, _packed.Pointer);
        return Read(step.Output, _kernel.Placement.Output, inputs.Length);
    }

    /// <summary>The samples' input gradients, and the sum of their parameter gradients.</summary>
    public (double[][] Inputs, double[] Parameters) Backward(double[][] outputGradients)
    {
        LaneStep step = _memory.Steps[1];
        Write(step.OutputGradient, _kernel.Placement.OutputGradient, outputGradients);
        fixed (float* first = _gradient)
        {
            _kernel.Backward(step, _packed.Pointer, first + 1);
        }

        return (
            Read(step.InputGradient, _kernel.Placement.InputGradient, outputGradients.Length),
            [.. _gradient.Skip(1).Select(value => (double)value)]);
    }

    private static void Write(float* first, LaneLayout layout, double[][] samples)
    {
        for (int i = 0; i < layout.Shape.Count * LaneNetwork.Lanes; i++)
        {
            int lane = i % LaneNetwork.Lanes;
            *Place(first, layout, i / LaneNetwork.Lanes, lane) = lane < samples.Length ? (float)samples[lane][i / LaneNetwork.Lanes] : 0;
        }
    }

    private static double[][] Read(float* first, LaneLayout layout, int samples)
    {
        double[][] values = [.. Enumerable.Range(0, samples).Select(_ => new double[layout.Shape.Count])];
        for (int i = 0; i < layout.Shape.Count * samples; i++)
        {
            values[i % samples][i / samples] = *Place(first, layout, i / samples, i % samples);
        }

        return values;
    }

    private static float* Place(float* first, LaneLayout layout, int value, int lane)
    {
        (int row, int x) = Math.DivRem(value, layout.Shape.Width);
        (int c, int y) = Math.DivRem(row, layout.Shape.Height);
        return first + (c * layout.ChannelStride) + (y * layout.RowStride) + (x * LaneNetwork.Lanes) + lane;
    }

    private sealed class Source(Shape shape) : LaneOperator(shape, shape)
    {
        internal override int ParameterCount => 1;

        internal override void Forward(in LaneStep step, float* packed) => throw new NotSupportedException();

        internal override void Backward(in LaneStep step, float* packed, float* parameterGradient) => throw new NotSupportedException();
    }
}
