using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// <c>target[k,y,x] = bias[k] + sum over c, p, q of weight[k,c,p,q] source[c, y stride + p dilation - padding, …]</c>: a
/// convolution's forward pass, and its data gradient with the kernel turned round. There a strided convolution's source has its values the
/// strides apart; each target meets but those taps that fall on one, and targets that meet the same taps are computed together. Blocks are
/// target channels by such neighbouring columns; each is finished in one go over all source channels. Taps outside the source are left
/// out, columns as far as that holds for the whole block.
/// </summary>
internal sealed unsafe class Correlation
{
    private readonly Window _window;
    private readonly LaneLayout _source;
    private readonly LaneLayout _target;
    private readonly TapAxis _vertical;
    private readonly TapAxis _horizontal;
    private readonly Part[] _channels;
    private readonly Reach[] _rows;
    private readonly ColumnBlock[] _columns;
    private readonly delegate*<ref BlockProduct, void>[] _kernels;
    private readonly PinnedTable _targetOffsets;
    private readonly PinnedTable _maskOffsets;

    /// <param name="window">The geometry.</param>
    /// <param name="source">The source's layout, with enough columns of zeros.</param>
    /// <param name="target">The target's layout.</param>
    /// <param name="mask">The layout of what masks the target, if anything does.</param>
    /// <param name="spacingHeight">Places from a row of the source to the next.</param>
    /// <param name="spacingWidth">The same of columns.</param>
    public Correlation(
        Window window, LaneLayout source, LaneLayout target, LaneLayout mask, int spacingHeight = 1, int spacingWidth = 1)
    {
        _window = window;
        _source = source;
        _target = target;
        _vertical = new TapAxis(
            window.KernelHeight, window.StrideHeight, window.PaddingHeight, window.DilationHeight, spacingHeight, source.Shape.Height);
        _horizontal = new TapAxis(
            window.KernelWidth, window.StrideWidth, window.PaddingWidth, window.DilationWidth, spacingWidth, source.Shape.Width);

        _rows = [.. Enumerable.Range(0, target.Shape.Height).Select(y => ReachOf(_vertical, _vertical.At(y), source.RowStride))];

        // Every so many columns meet the same taps: those are a plane of their own.
        int planes = Math.Min(spacingWidth, target.Shape.Width);
        (_channels, Part[][] parts) = BlockTiling.Choose(
            target.Shape.Channels,
            [.. Enumerable.Range(0, planes).Select(plane => (
                ((target.Shape.Width - 1 - plane) / spacingWidth) + 1, (Func<Part, int>)(part => BlockOf(plane, part).Reach.Taps)))]);
        _columns = [.. parts.SelectMany((plane, first) => plane.Select(part => BlockOf(first, part)))];
        _kernels = new delegate*<ref BlockProduct, void>[_channels.Length * _columns.Length];
        for (int i = 0; i < _kernels.Length; i++)
        {
            _kernels[i] = BlockProduct.Kernel<PackedFactor>(
                _channels[i / _columns.Length].Count, _columns[i % _columns.Length].Count, window.StrideWidth == 1);
        }

        _targetOffsets = PinnedTable.Rows(target.ChannelStride);
        _maskOffsets = PinnedTable.Rows(mask.ChannelStride);
    }

    /// <summary>The number of weights; packed they take no more.</summary>
    public int WeightCount => _target.Shape.Channels * ChannelWeights;

    // The weights of one target channel.
    private int ChannelWeights => _source.Shape.Channels * Taps;

    private int Taps => _window.KernelHeight * _window.KernelWidth;

    /// <summary>Packs weights as <c>[block][source channel][p][q][target channel of the block]</c>.</summary>
    /// <param name="weights">Where <paramref name="targetStride"/> parts the weights of two target channels, <paramref name="sourceStride"/>
    /// those of two source channels, and the rest follow each other.</param>
    /// <param name="targetStride">See there.</param>
    /// <param name="sourceStride">See there.</param>
    /// <param name="turns">Turns the kernel by half a turn.</param>
    /// <param name="packed">Overwritten.</param>
    public void Pack(float* weights, nint targetStride, nint sourceStride, bool turns, float* packed)
    {
        foreach (Part block in _channels)
        {
            for (int c = 0; c < _source.Shape.Channels; c++)
            {
                for (int tap = 0; tap < Taps; tap++)
                {
                    float* first = weights + (block.First * targetStride) + (c * sourceStride) + (turns ? Taps - 1 - tap : tap);
                    for (int k = 0; k < block.Count; k++)
                    {
                        *packed++ = first[k * targetStride];
                    }
                }
            }
        }
    }

    /// <summary>Computes the target.</summary>
    /// <param name="source">Its first value.</param>
    /// <param name="packed">The packed weights.</param>
    /// <param name="bias">A number for each target channel, or null for zeros.</param>
    /// <param name="target">Its first value.</param>
    /// <param name="relu">Applies relu to the target.</param>
    /// <param name="mask">If not null, the target becomes zero where this is not above zero.</param>
    /// <param name="maskLayout">The layout of the mask.</param>
    public void Run(float* source, float* packed, float* bias, float* target, bool relu, float* mask, in LaneLayout maskLayout)
    {
        // A 1x1 window leaves only the channels to go over: they become the innermost level.
        bool isPoint = Taps == 1;
        BlockProduct block = new()
        {
            ColumnsInner = isPoint ? _source.ChannelStride : _horizontal.ValueStep * LaneNetwork.Lanes,
            ColumnsMiddle = _vertical.ValueStep * _source.RowStride,
            ColumnsOuter = _source.ChannelStride,
            ColumnStep = _window.StrideWidth * LaneNetwork.Lanes,
            FactorOffsets = _targetOffsets.Pointer,
            SumOffsets = _targetOffsets.Pointer,
            SumStep = _horizontal.Spacing * LaneNetwork.Lanes,
            Relu = relu,
            MaskOffsets = _maskOffsets.Pointer,
        };
        for (int y = 0; y < _target.Shape.Height; y++)
        {
            Reach rows = _rows[y];
            block.Middle = rows.Taps;
            for (int k = 0; k < _channels.Length; k++)
            {
                Part channels = _channels[k];
                block.FactorsInner = (isPoint ? 1 : _horizontal.TapStep) * channels.Count;
                block.FactorsMiddle = _vertical.TapStep * _window.KernelWidth * channels.Count;
                block.FactorsOuter = Taps * channels.Count;
                float* factors = packed + ((nint)channels.First * ChannelWeights) + (rows.FirstTap * _window.KernelWidth * channels.Count);
                block.Bias = bias == null ? null : bias + channels.First;
                for (int x = 0; x < _columns.Length; x++)
                {
                    ref readonly ColumnBlock columns = ref _columns[x];
                    block.Outer = rows.Taps == 0 || columns.Reach.Taps == 0 ? 0 : isPoint ? 1 : _source.Shape.Channels;
                    block.Inner = isPoint ? _source.Shape.Channels : columns.Reach.Taps;
                    block.Factors = factors + (columns.Reach.FirstTap * channels.Count);
                    block.Columns = source + rows.Source + columns.Reach.Source;
                    nint place = columns.First * LaneNetwork.Lanes;
                    block.Sums = target + (channels.First * _target.ChannelStride) + (y * _target.RowStride) + place;
                    block.Mask = mask == null
                        ? null : mask + (channels.First * maskLayout.ChannelStride) + (y * maskLayout.RowStride) + place;
                    block.Run(_kernels[(k * _columns.Length) + x]);
                }
            }
        }
    }

    private static Reach ReachOf(in TapAxis axis, TapRun run, nint stride) =>
        new((run.Value + (run.First * axis.ValueStep)) * stride, run.Tap + (run.First * axis.TapStep), run.Count);

    // Some columns of a plane, with the taps that lie in the source for any of them.
    private ColumnBlock BlockOf(int plane, Part part)
    {
        int first = plane + (part.First * _horizontal.Spacing);
        TapRun[] inside = [.. Enumerable.Range(0, part.Count)
            .Select(i => _horizontal.At(first + (i * _horizontal.Spacing)))
            .Where(taps => taps.Count > 0)];
        TapRun run = _horizontal.At(first);
        run = inside.Length == 0
            ? run with { End = run.First }
            : run with { First = inside.Min(taps => taps.First), End = inside.Max(taps => taps.End) };
        return new ColumnBlock(first, part.Count, ReachOf(_horizontal, run, LaneNetwork.Lanes));
    }

    // Where a window begins to read along an axis: how far from the source's first value, with which tap, and how many taps it goes over.
    private readonly record struct Reach(nint Source, int FirstTap, int Taps);

    // Target columns from the first on, as far apart as the source's values.
    private readonly record struct ColumnBlock(int First, int Count, Reach Reach);
}
