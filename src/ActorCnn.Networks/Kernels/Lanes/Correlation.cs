using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// <c>target[k,y,x] = bias[k] + sum over c, p, q of weight[k,c,p,q] source[c, y stride + p dilation - padding, …]</c>: a
/// convolution's forward pass, and its data gradient with the kernel turned round. Blocks are target channels by neighbouring target
/// columns; each is finished in one go over all source channels. Rows and columns of the window outside the source are left out, columns
/// as far as that holds for the whole block.
/// </summary>
internal sealed unsafe class Correlation
{
    private readonly Window _window;
    private readonly LaneLayout _source;
    private readonly LaneLayout _target;
    private readonly Part[] _channels;
    private readonly Part[] _columns;
    private readonly (int First, int End)[] _taps;
    private readonly delegate*<ref BlockProduct, void>[] _kernels;
    private readonly PinnedTable _targetOffsets;
    private readonly PinnedTable _maskOffsets;

    /// <param name="window">The geometry.</param>
    /// <param name="source">The source's layout, with enough columns of zeros.</param>
    /// <param name="target">The target's layout.</param>
    /// <param name="mask">The layout of what masks the target, if anything does.</param>
    public Correlation(Window window, LaneLayout source, LaneLayout target, LaneLayout mask)
    {
        _window = window;
        _source = source;
        _target = target;
        (_channels, _columns) = BlockTiling.Choose(target.Shape.Channels, target.Shape.Width, columns => CountOf(TapsOf(columns)));
        _taps = [.. _columns.Select(TapsOf)];
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
            ColumnsInner = isPoint ? _source.ChannelStride : _window.DilationWidth * LaneNetwork.Lanes,
            ColumnsMiddle = _window.DilationHeight * _source.RowStride,
            ColumnsOuter = _source.ChannelStride,
            ColumnStep = _window.StrideWidth * LaneNetwork.Lanes,
            Outer = isPoint ? 1 : _source.Shape.Channels,
            FactorOffsets = _targetOffsets.Pointer,
            SumOffsets = _targetOffsets.Pointer,
            SumStep = LaneNetwork.Lanes,
            Relu = relu,
            MaskOffsets = _maskOffsets.Pointer,
        };
        for (int y = 0; y < _target.Shape.Height; y++)
        {
            int top = (y * _window.StrideHeight) - _window.PaddingHeight;
            (int firstRow, int endRow) = Window.TapsInside(top, _window.KernelHeight, _window.DilationHeight, _source.Shape.Height);
            block.Middle = endRow - firstRow;
            for (int k = 0; k < _channels.Length; k++)
            {
                Part channels = _channels[k];
                block.FactorsInner = channels.Count;
                block.FactorsMiddle = _window.KernelWidth * channels.Count;
                block.FactorsOuter = Taps * channels.Count;
                float* factors = packed + ((nint)channels.First * ChannelWeights) + (firstRow * block.FactorsMiddle);
                block.Bias = bias == null ? null : bias + channels.First;
                for (int x = 0; x < _columns.Length; x++)
                {
                    int column = _columns[x].First;
                    int firstTap = _taps[x].First;
                    block.Inner = isPoint ? _source.Shape.Channels : CountOf(_taps[x]);
                    block.Factors = factors + (firstTap * channels.Count);
                    block.Columns = source + ((top + (firstRow * _window.DilationHeight)) * _source.RowStride)
                        + (((column * _window.StrideWidth) - _window.PaddingWidth + (firstTap * _window.DilationWidth)) * LaneNetwork.Lanes);
                    nint columnPlace = column * LaneNetwork.Lanes;
                    block.Sums = target + (channels.First * _target.ChannelStride) + (y * _target.RowStride) + columnPlace;
                    block.Mask = mask == null
                        ? null : mask + (channels.First * maskLayout.ChannelStride) + (y * maskLayout.RowStride) + columnPlace;
                    block.Run(_kernels[(k * _columns.Length) + x]);
                }
            }
        }
    }

    private static int CountOf((int First, int End) taps) => taps.End - taps.First;

    // The columns of the window that lie in the source for any of some target columns. A 1x1 window has other levels, and is not cut.
    private (int First, int End) TapsOf(Part columns)
    {
        if (Taps == 1)
        {
            return (0, 1);
        }

        (int First, int End) taps = (_window.KernelWidth, 0);
        for (int x = columns.First; x < columns.First + columns.Count; x++)
        {
            (int First, int End) inside = Window.TapsInside(
                (x * _window.StrideWidth) - _window.PaddingWidth, _window.KernelWidth, _window.DilationWidth, _source.Shape.Width);
            taps = CountOf(inside) > 0 ? (Math.Min(taps.First, inside.First), Math.Max(taps.End, inside.End)) : taps;
        }

        return CountOf(taps) > 0 ? taps : (0, 0);
    }
}
