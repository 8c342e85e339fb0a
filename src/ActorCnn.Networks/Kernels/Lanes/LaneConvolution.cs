using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// Convolution: a <see cref="Correlation"/> forward, another one with the kernel turned round for the data gradient, and a
/// <see cref="ConvolutionGradient"/>, for each group of channels the same on its own stretch of them.
/// </summary>
public sealed unsafe class LaneConvolution : LaneOperator
{
    private readonly Window _window;
    private readonly int _groups;
    private Correlation? _forward;
    private Correlation? _dataGradient;
    private ConvolutionGradient? _weightGradient;

    /// <summary>Places a convolution on a shape.</summary>
    public LaneConvolution(ConvolutionLayer layer, Shape input)
        : base(input, layer.OutputShape(input))
    {
        _window = layer.Window;
        _groups = layer.Groups;
        IsFrozen = layer.Frozen;
    }

    internal override int InputBorder => _window.PaddingWidth;

    // Columns that the turned kernel reads before and after the gradient: the second is larger where the strides leave a rest.
    internal override int OutputGradientBorder => Math.Max(
        Turned.PaddingWidth / _window.StrideWidth,
        ((Input.Width - 1 + _window.PaddingWidth) / _window.StrideWidth) - (Output.Width - 1));

    internal override bool AppliesReluAfter => true;

    internal override bool AppliesReluBefore => true;

    internal override int ParameterCount => WeightCount + Output.Channels;

    internal override int PackedLength => WeightCount + Output.Channels + (_dataGradient is null ? 0 : WeightCount);

    internal override int ScratchLength => _weightGradient!.ScratchLength;

    private int GroupInputs => Input.Channels / _groups;

    private int GroupOutputs => Output.Channels / _groups;

    private int GroupWeights => GroupOutputs * GroupInputs * _window.KernelHeight * _window.KernelWidth;

    private int WeightCount => _groups * GroupWeights;

    // The window of the data gradient: a step of the input's is a step of its own, over values that lie the strides apart.
    private Window Turned => _window with
    {
        StrideHeight = 1,
        StrideWidth = 1,
        PaddingHeight = (int)_window.ExtentHeight - 1 - _window.PaddingHeight,
        PaddingWidth = (int)_window.ExtentWidth - 1 - _window.PaddingWidth,
    };

    internal override void Place(in LanePlacement placement)
    {
        base.Place(placement);
        LaneLayout input = placement.Input.OfChannels(GroupInputs);
        LaneLayout output = placement.Output.OfChannels(GroupOutputs);
        LaneLayout outputGradient = placement.OutputGradient.OfChannels(GroupOutputs);
        _forward = new Correlation(_window, input, output, output);
        _weightGradient = ConvolutionGradient.Create(_window, input, outputGradient);
        _dataGradient = !placement.WantsInputGradient ? null : new Correlation(
            Turned, outputGradient, placement.InputGradient.OfChannels(GroupInputs), input, _window.StrideHeight, _window.StrideWidth);
    }

    internal override void Pack(float* parameters, float* packed)
    {
        int taps = _window.KernelHeight * _window.KernelWidth;
        int filter = GroupInputs * taps;
        for (int group = 0; group < _groups; group++)
        {
            float* weights = parameters + (group * GroupWeights);
            _forward!.Pack(weights, filter, taps, turns: false, packed + (group * GroupWeights));
            _dataGradient?.Pack(weights, taps, filter, turns: true, packed + WeightCount + Output.Channels + (group * GroupWeights));
        }

        new ReadOnlySpan<float>(parameters + WeightCount, Output.Channels).CopyTo(new Span<float>(packed + WeightCount, Output.Channels));
    }

    internal override void Forward(in LaneStep step, float* packed)
    {
        for (int group = 0; group < _groups; group++)
        {
            _forward!.Run(
                step.Input + (group * GroupInputs * Placement.Input.ChannelStride), packed + (group * GroupWeights),
                packed + WeightCount + (group * GroupOutputs),
                step.Output + (group * GroupOutputs * Placement.Output.ChannelStride), Placement.ReluAfter, null, default);
        }
    }

    internal override void Backward(in LaneStep step, float* packed, float* parameterGradient)
    {
        for (int group = 0; group < _groups; group++)
        {
            float* input = step.Input + (group * GroupInputs * Placement.Input.ChannelStride);
            float* outputGradient = step.OutputGradient + (group * GroupOutputs * Placement.OutputGradient.ChannelStride);
            if (!IsFrozen)
            {
                _weightGradient!.Run(input, outputGradient, step.Scratch, parameterGradient + (group * GroupWeights));
            }

            _dataGradient?.Run(
                outputGradient, packed + WeightCount + Output.Channels + (group * GroupWeights), null,
                step.InputGradient + (group * GroupInputs * Placement.InputGradient.ChannelStride), false,
                Placement.ReluBefore ? input : null, Placement.Input);
        }

        if (!IsFrozen)
        {
            ConvolutionGradient.SumBias(Placement.OutputGradient, step.OutputGradient, parameterGradient + WeightCount);
        }
    }
}
