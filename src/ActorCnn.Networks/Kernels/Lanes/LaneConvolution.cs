using System.Runtime.CompilerServices;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// Convolution: a <see cref="Correlation"/> forward, another one with the kernel turned round for the data gradient, and a
/// <see cref="ConvolutionGradient"/>. With strides above one the output's gradient is first spread out with zeros between.
/// </summary>
public sealed unsafe class LaneConvolution : LaneOperator
{
    private readonly Window _window;
    private Correlation? _forward;
    private Correlation? _dataGradient;
    private ConvolutionGradient? _weightGradient;
    private LaneLayout _spread;

    /// <summary>Places a convolution on a shape.</summary>
    public LaneConvolution(ConvolutionLayer layer, Shape input)
        : base(input, layer.OutputShape(input))
    {
        _window = layer.Window;
        IsFrozen = layer.Frozen;
    }

    internal override int InputBorder => _window.PaddingWidth;

    internal override int OutputGradientBorder => IsDense ? SpreadBorder : 0;

    internal override bool AppliesReluAfter => true;

    internal override bool AppliesReluBefore => true;

    internal override int ParameterCount => WeightCount + Output.Channels;

    internal override int PackedLength => WeightCount + Output.Channels + (_dataGradient is null ? 0 : WeightCount);

    internal override int ScratchLength => Math.Max(_weightGradient!.ScratchLength, IsDense || _dataGradient is null ? 0 : _spread.Length);

    private int WeightCount => Output.Channels * Input.Channels * _window.KernelHeight * _window.KernelWidth;

    // Outputs at every place of the image.
    private bool IsDense => _window is { StrideHeight: 1, StrideWidth: 1 };

    private int SpreadHeight => ((Output.Height - 1) * _window.StrideHeight) + 1;

    private int SpreadWidth => ((Output.Width - 1) * _window.StrideWidth) + 1;

    // Columns that the turned kernel reads before and after the (spread) gradient: the second is larger where the strides leave a rest.
    private int SpreadBorder => Math.Max(_window.KernelWidth - 1 - _window.PaddingWidth, Input.Width - 1 + _window.PaddingWidth - (SpreadWidth - 1));

    internal override void Place(in LanePlacement placement)
    {
        base.Place(placement);
        _forward = new Correlation(
            new Correlation.Setup(
                _window.KernelHeight, _window.KernelWidth, _window.StrideHeight, _window.StrideWidth,
                _window.PaddingHeight, _window.PaddingWidth),
            placement.Input, placement.Output, placement.Output);
        _weightGradient = ConvolutionGradient.Create(_window, placement.Input, placement.OutputGradient);
        _spread = IsDense
            ? placement.OutputGradient
            : new LaneLayout(new Shape(Output.Channels, SpreadHeight, SpreadWidth), SpreadBorder);
        _dataGradient = !placement.WantsInputGradient ? null : new Correlation(
            new Correlation.Setup(
                _window.KernelHeight, _window.KernelWidth, 1, 1,
                _window.KernelHeight - 1 - _window.PaddingHeight, _window.KernelWidth - 1 - _window.PaddingWidth),
            _spread, placement.InputGradient, placement.Input);
    }

    internal override void Pack(float* parameters, float* packed)
    {
        int taps = _window.KernelHeight * _window.KernelWidth;
        int filter = Input.Channels * taps;
        _forward!.Pack(parameters, filter, taps, turns: false, packed);
        new ReadOnlySpan<float>(parameters + WeightCount, Output.Channels).CopyTo(new Span<float>(packed + WeightCount, Output.Channels));
        _dataGradient?.Pack(parameters, taps, filter, turns: true, packed + WeightCount + Output.Channels);
    }

    internal override void Forward(in LaneStep step, float* packed) =>
        _forward!.Run(step.Input, packed, packed + WeightCount, step.Output, Placement.ReluAfter, null, default);

    internal override void Backward(in LaneStep step, float* packed, float* parameterGradient)
    {
        if (!IsFrozen)
        {
            _weightGradient!.Run(step.Input, step.OutputGradient, step.Scratch, parameterGradient);
            ConvolutionGradient.SumBias(Placement.OutputGradient, step.OutputGradient, parameterGradient + WeightCount);
        }

        _dataGradient?.Run(
            IsDense ? step.OutputGradient : Spread(step.OutputGradient, step.Scratch),
            packed + WeightCount + Output.Channels, null, step.InputGradient, false,
            Placement.ReluBefore ? step.Input : null, Placement.Input);
    }

    private float* Spread(float* outputGradient, float* scratch)
    {
        new Span<float>(scratch, _spread.Length).Clear();
        float* spread = scratch + _spread.Origin;
        for (int k = 0; k < Output.Channels; k++)
        {
            for (int y = 0; y < Output.Height; y++)
            {
                float* from = outputGradient + (k * Placement.OutputGradient.ChannelStride) + (y * Placement.OutputGradient.RowStride);
                float* to = spread + (k * _spread.ChannelStride) + (y * _window.StrideHeight * _spread.RowStride);
                for (int x = 0; x < Output.Width; x++)
                {
                    Unsafe.CopyBlock(
                        to + (x * _window.StrideWidth * LaneNetwork.Lanes), from + (x * LaneNetwork.Lanes), LaneNetwork.Lanes * sizeof(float));
                }
            }
        }

        return spread;
    }
}
