using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// Runs a <see cref="LaneKernel"/>: its values are copied into a row without gaps and back, and its parameters' gradient is summed over the
/// lanes that hold samples.
/// </summary>
internal sealed unsafe class LaneCustom : LaneOperator
{
    private readonly LaneKernel _kernel;
    private readonly LaneLayout _input;
    private readonly LaneLayout _output;

    public LaneCustom(LaneKernel kernel, Shape input, Shape output, int parameters, bool isFrozen)
        : base(input, output)
    {
        _kernel = kernel;
        _input = new LaneLayout(input, border: 0, contiguous: true);
        _output = new LaneLayout(output, border: 0, contiguous: true);
        ParameterCount = parameters;
        IsFrozen = isFrozen;
    }

    internal override int ParameterCount { get; }

    internal override int PackedLength => ParameterCount;

    internal override bool ReadsOutput => true;

    // Input and output, their gradients, and the parameters' gradient with its lanes apart.
    internal override int ScratchLength =>
        checked((2 * (_input.Length + _output.Length)) + (ParameterCount * LaneNetwork.Lanes));

    internal override void Pack(float* parameters, float* packed) =>
        new ReadOnlySpan<float>(parameters, ParameterCount).CopyTo(new Span<float>(packed, ParameterCount));

    internal override void Forward(in LaneStep step, float* packed)
    {
        float* input = step.Scratch;
        float* output = input + _input.Length;
        Placement.Input.CopyTo(step.Input, input, _input);
        _kernel.Forward(new ReadOnlySpan<float>(packed, ParameterCount), Vectors(input, Input.Count), Vectors(output, Output.Count));
        _output.CopyTo(output, step.Output, Placement.Output);
    }

    internal override void Backward(in LaneStep step, float* packed, float* parameterGradient)
    {
        float* input = step.Scratch;
        float* output = input + _input.Length;
        float* outputGradient = output + _output.Length;
        float* inputGradient = outputGradient + _output.Length;
        float* lanes = inputGradient + _input.Length;
        Placement.Input.CopyTo(step.Input, input, _input);
        Placement.Output.CopyTo(step.Output, output, _output);
        Placement.OutputGradient.CopyTo(step.OutputGradient, outputGradient, _output);
        Span<Vector512<float>> toInput = Vectors(inputGradient, Input.Count);
        Span<Vector512<float>> toParameters = Vectors(lanes, ParameterCount);
        toInput.Clear();
        toParameters.Clear();
        _kernel.Backward(new ReadOnlySpan<float>(packed, ParameterCount), new LaneGradients
        {
            Input = Vectors(input, Input.Count),
            Output = Vectors(output, Output.Count),
            OutputGradient = Vectors(outputGradient, Output.Count),
            InputGradient = toInput,
            ParameterGradient = toParameters,
        });
        if (!IsFrozen)
        {
            KeepSamples(toParameters, step.Pass.Samples);
            LaneMatrix.SumLanes(lanes, parameterGradient, ParameterCount);
        }

        if (step.InputGradient != null)
        {
            KeepSamples(toInput, step.Pass.Samples);
            _input.CopyTo(inputGradient, step.InputGradient, Placement.InputGradient);
        }
    }

    private static Span<Vector512<float>> Vectors(float* first, int count) => new(first, count);

    // Whatever the kernel makes of lanes without a sample, they add exact zeros.
    private static void KeepSamples(Span<Vector512<float>> gradient, int samples)
    {
        Vector512<float> isUsed = LaneMatrix.UsedLanes(samples);
        foreach (ref Vector512<float> lanes in gradient)
        {
            lanes &= isUsed;
        }
    }
}
