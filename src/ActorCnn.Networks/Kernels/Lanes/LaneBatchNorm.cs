using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// Batch normalization: a channel's values are added up lane by lane, then along the fixed tree, those of unused lanes left out; what
/// would flow into unused lanes is set to exact zero. Packed are gamma, beta, and the scale and shift that gamma, beta and the running
/// averages come to; kept are each channel's mean and <c>1 / sqrt(variance + epsilon)</c>, and the variance.
/// </summary>
public sealed unsafe class LaneBatchNorm : LaneOperator
{
    private readonly float _epsilon;
    private readonly int _channels;

    /// <summary>Places a batch normalization on a shape.</summary>
    public LaneBatchNorm(BatchNormLayer layer, Shape input)
        : base(input, layer.OutputShape(input))
    {
        _epsilon = layer.Epsilon;
        _channels = input.Channels;
        IsFrozen = layer.Frozen;
    }

    internal override bool AppliesReluAfter => true;

    internal override bool AppliesReluBefore => true;

    internal override int ParameterCount => 4 * _channels;

    internal override int PackedLength => 4 * _channels;

    internal override int KeptLength => 3 * _channels;

    internal override void Pack(float* parameters, float* packed)
    {
        new ReadOnlySpan<float>(parameters, 2 * _channels).CopyTo(new Span<float>(packed, 2 * _channels));
        for (int c = 0; c < _channels; c++)
        {
            float scale = parameters[c] / MathF.Sqrt(parameters[(3 * _channels) + c] + _epsilon);
            packed[(2 * _channels) + c] = scale;
            packed[(3 * _channels) + c] = parameters[_channels + c] - (parameters[(2 * _channels) + c] * scale);
        }
    }

    internal override void Forward(in LaneStep step, float* packed)
    {
        for (int c = 0; c < _channels; c++)
        {
            float* input = step.Input + (c * Placement.Input.ChannelStride);
            float* output = step.Output + (c * Placement.Output.ChannelStride);
            if (UsesAverages(step.Pass))
            {
                Scale(input, output, 0, packed[(2 * _channels) + c], packed[(3 * _channels) + c]);
                continue;
            }

            Vector512<float> isUsed = LaneMatrix.UsedLanes(step.Pass.Samples);
            float count = CountOf(step.Pass);
            float mean = LaneMatrix.SumLanes(Sum(input) & isUsed) / count;
            float variance = LaneMatrix.SumLanes(SumOfSquares(input, mean) & isUsed) / count;
            float inverse = 1 / MathF.Sqrt(variance + _epsilon);
            step.Kept[c] = mean;
            step.Kept[_channels + c] = inverse;
            step.Kept[(2 * _channels) + c] = variance;
            Scale(input, output, mean, packed[c] * inverse, packed[_channels + c]);
        }
    }

    internal override void Backward(in LaneStep step, float* packed, float* parameterGradient)
    {
        for (int c = 0; c < _channels; c++)
        {
            float* input = step.Input + (c * Placement.Input.ChannelStride);
            float* source = step.OutputGradient + (c * Placement.OutputGradient.ChannelStride);
            float* target = step.InputGradient == null ? null : step.InputGradient + (c * Placement.InputGradient.ChannelStride);
            if (UsesAverages(step.Pass))
            {
                Spread(input, source, target, packed[(2 * _channels) + c], 0, 0, 0, LaneMatrix.UsedLanes(step.Pass.Samples));
                continue;
            }

            float mean = step.Kept[c];
            float inverse = step.Kept[_channels + c];
            float count = CountOf(step.Pass);
            (Vector512<float> sums, Vector512<float> products) = SumGradients(input, source, mean);
            float sum = LaneMatrix.SumLanes(sums);
            float product = LaneMatrix.SumLanes(products) * inverse;
            parameterGradient[c] = product;
            parameterGradient[_channels + c] = sum;
            parameterGradient[(2 * _channels) + c] = step.Pass.Samples * mean;
            parameterGradient[(3 * _channels) + c] =
                step.Pass.Samples * (step.Kept[(2 * _channels) + c] * (count / MathF.Max(1, count - 1)));
            Spread(
                input, source, target, packed[c] * inverse, mean, sum / count, product * inverse / count,
                LaneMatrix.UsedLanes(step.Pass.Samples));
        }
    }

    private bool UsesAverages(LanePass pass) => IsFrozen || !pass.IsTraining;

    private float CountOf(LanePass pass) => (float)pass.Samples * Input.Height * Input.Width;

    private nint RowLength => (nint)Input.Width * LaneNetwork.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector512<float> Sum(float* channel)
    {
        // Two sums, because an addition takes longer than until the next can start.
        Vector512<float> even = Vector512<float>.Zero, odd = even;
        for (int y = 0; y < Input.Height; y++)
        {
            float* row = channel + (y * Placement.Input.RowStride);
            float* end = row + RowLength;
            for (; row < end - LaneNetwork.Lanes; row += 2 * LaneNetwork.Lanes)
            {
                even += Vector512.Load(row);
                odd += Vector512.Load(row + LaneNetwork.Lanes);
            }

            if (row < end)
            {
                even += Vector512.Load(row);
            }
        }

        return even + odd;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector512<float> SumOfSquares(float* channel, float mean)
    {
        Vector512<float> even = Vector512<float>.Zero, odd = even, means = Vector512.Create(mean);
        for (int y = 0; y < Input.Height; y++)
        {
            float* row = channel + (y * Placement.Input.RowStride);
            float* end = row + RowLength;
            for (; row < end - LaneNetwork.Lanes; row += 2 * LaneNetwork.Lanes)
            {
                Vector512<float> first = Vector512.Load(row) - means;
                Vector512<float> second = Vector512.Load(row + LaneNetwork.Lanes) - means;
                even = Vector512.FusedMultiplyAdd(first, first, even);
                odd = Vector512.FusedMultiplyAdd(second, second, odd);
            }

            if (row < end)
            {
                Vector512<float> last = Vector512.Load(row) - means;
                even = Vector512.FusedMultiplyAdd(last, last, even);
            }
        }

        return even + odd;
    }

    // The sums of dy and of dy (x - mean); dy is zero in unused lanes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (Vector512<float> Sums, Vector512<float> Products) SumGradients(float* channel, float* gradient, float mean)
    {
        Vector512<float> sums = Vector512<float>.Zero, products = sums, means = Vector512.Create(mean);
        for (int y = 0; y < Input.Height; y++)
        {
            float* values = channel + (y * Placement.Input.RowStride);
            float* row = gradient + (y * Placement.OutputGradient.RowStride);
            for (nint i = 0; i < RowLength; i += LaneNetwork.Lanes)
            {
                Vector512<float> dy = Vector512.Load(row + i);
                sums += dy;
                products = Vector512.FusedMultiplyAdd(dy, Vector512.Load(values + i) - means, products);
            }
        }

        return (sums, products);
    }

    // y = scale (x - mean) + shift
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale(float* input, float* output, float mean, float scale, float shift)
    {
        Vector512<float> means = Vector512.Create(mean), scales = Vector512.Create(scale), shifts = Vector512.Create(shift);
        bool relu = Placement.ReluAfter;
        for (int y = 0; y < Input.Height; y++)
        {
            float* from = input + (y * Placement.Input.RowStride);
            float* to = output + (y * Placement.Output.RowStride);
            for (nint i = 0; i < RowLength; i += LaneNetwork.Lanes)
            {
                Vector512<float> value = Vector512.FusedMultiplyAdd(Vector512.Load(from + i) - means, scales, shifts);
                (relu ? LaneRelu.Apply(value) : value).Store(to + i);
            }
        }
    }

    // dx = scale (dy - average - slope (x - mean)), zero in unused lanes
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(
        float* input, float* source, float* target, float scale, float mean, float average, float slope, Vector512<float> isUsed)
    {
        if (target == null)
        {
            return;
        }

        Vector512<float> means = Vector512.Create(mean), averages = Vector512.Create(average), slopes = Vector512.Create(-slope);
        Vector512<float> scales = Vector512.Create(scale) & isUsed;
        bool relu = Placement.ReluBefore;
        for (int y = 0; y < Input.Height; y++)
        {
            float* values = input + (y * Placement.Input.RowStride);
            float* from = source + (y * Placement.OutputGradient.RowStride);
            float* to = target + (y * Placement.InputGradient.RowStride);
            for (nint i = 0; i < RowLength; i += LaneNetwork.Lanes)
            {
                Vector512<float> x = Vector512.Load(values + i);
                Vector512<float> gradient =
                    scales * Vector512.FusedMultiplyAdd(slopes, x - means, Vector512.Load(from + i) - averages);
                (relu ? LaneRelu.Mask(x, gradient) : gradient).Store(to + i);
            }
        }
    }
}
