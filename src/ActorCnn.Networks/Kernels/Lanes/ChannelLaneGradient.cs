using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// A convolution's weight gradient with sixteen output channels as lanes: the output's gradient is turned round piece by piece, from
/// <c>[channel][16 samples]</c> to <c>[sample][channels]</c>, and no lanes have to be added up at the end. Samples are added in order.
/// Blocks are weights of one filter by vectors of output channels. Suits many channels; their number must be a multiple of 32.
/// </summary>
internal sealed unsafe class ChannelLaneGradient : ConvolutionGradient
{
    // So many turned numbers stay near the processor while all weights are gone over.
    private const int PieceLength = 16384;

    private readonly Window _window;
    private readonly LaneLayout _input;
    private readonly LaneLayout _outputGradient;
    private readonly int _groupChannels;
    private readonly Part[] _pieces;
    private readonly WindowRows[] _rows;
    private readonly int[] _rowsOf;

    public ChannelLaneGradient(Window window, LaneLayout input, LaneLayout outputGradient)
    {
        _window = window;
        _input = input;
        _outputGradient = outputGradient;

        // Two or four vectors of channels make a block, as the registers allow.
        _groupChannels = BlockProduct.IsWide && outputGradient.Shape.Channels % 64 == 0 ? 64 : 32;
        _pieces = BlockTiling.Split(outputGradient.Shape.Width, Math.Max(1, PieceLength / (_groupChannels * LaneNetwork.Lanes)));

        // Output rows whose windows lose the same rows above and below share their blocks.
        List<WindowRows> rows = [];
        _rowsOf = new int[outputGradient.Shape.Height];
        for (int y = 0; y < _rowsOf.Length; y++)
        {
            int top = (y * window.StrideHeight) - window.PaddingHeight;
            (int first, int end) = Window.TapsInside(top, window.KernelHeight, window.DilationHeight, input.Shape.Height);
            int known = rows.FindIndex(candidate => candidate.First == first && candidate.End == end);
            if (known < 0)
            {
                known = rows.Count;
                rows.Add(new WindowRows(first, end, window, input, _groupChannels));
            }

            _rowsOf[y] = known;
        }

        _rows = [.. rows];
    }

    public override int ScratchLength => SumLength + (_groupChannels * LaneNetwork.Lanes * _pieces[0].Count);

    private int SumLength => ChannelWeights * _groupChannels;

    private int ChannelWeights => _input.Shape.Channels * _window.KernelHeight * _window.KernelWidth;

    public override void Run(float* input, float* outputGradient, float* scratch, float* weightGradient)
    {
        // A group of filters after the other, so that its sums, [weight of a filter][filter of the group], stay near the processor.
        float* sums = scratch;
        float* turned = scratch + SumLength;
        for (int group = 0; group < _outputGradient.Shape.Channels; group += _groupChannels)
        {
            new Span<float>(sums, SumLength).Clear();
            for (int y = 0; y < _outputGradient.Shape.Height; y++)
            {
                foreach (Part piece in _pieces)
                {
                    Turn(outputGradient + (group * _outputGradient.ChannelStride) + (y * _outputGradient.RowStride)
                        + (piece.First * LaneNetwork.Lanes), piece.Count, turned);
                    float* columns = input + (((y * _window.StrideHeight) - _window.PaddingHeight) * _input.RowStride)
                        + (((piece.First * _window.StrideWidth) - _window.PaddingWidth) * LaneNetwork.Lanes);
                    AddPiece(_rows[_rowsOf[y]], columns, piece.Count, turned, sums);
                }
            }

            LaneMatrix.TransposeBlocked(
                sums, _groupChannels, ChannelWeights, _groupChannels, weightGradient + ((nint)group * ChannelWeights), ChannelWeights);
        }
    }

    // To [column][sample][channel of the group].
    private void Turn(float* outputGradient, int columns, float* turned)
    {
        for (int x = 0; x < columns; x++)
        {
            for (int k = 0; k < _groupChannels; k += LaneNetwork.Lanes)
            {
                LaneMatrix.Transpose(
                    outputGradient + (k * _outputGradient.ChannelStride) + (x * LaneNetwork.Lanes), _outputGradient.ChannelStride,
                    turned + (x * LaneNetwork.Lanes * _groupChannels) + k, _groupChannels);
            }
        }
    }

    private void AddPiece(WindowRows rows, float* input, int columns, float* turned, float* sums)
    {
        // With stride 1 the samples of one column are followed by those of the next.
        bool isOneRun = _window.StrideWidth == 1;
        BlockProduct block = new()
        {
            Columns = turned,
            ColumnsInner = _groupChannels,
            ColumnsMiddle = LaneNetwork.Lanes * _groupChannels,
            ColumnStep = LaneNetwork.Lanes,
            FactorsInner = 1,
            FactorsMiddle = _window.StrideWidth * LaneNetwork.Lanes,
            Outer = 1,
            Middle = isOneRun ? 1 : columns,
            Inner = isOneRun ? columns * LaneNetwork.Lanes : LaneNetwork.Lanes,
            SumStep = LaneNetwork.Lanes,
            Continues = true,
        };
        for (int i = 0; i < rows.Blocks.Length; i++)
        {
            int first = rows.Blocks[i].First;
            block.Factors = input + rows.InputOffsets.Pointer[first];
            block.FactorOffsets = rows.FromFirstInput.Pointer + first;
            block.Sums = sums;
            block.SumOffsets = rows.SumOffsets.Pointer + first;
            block.Run(rows.Kernels[i]);
        }
    }

    /// <summary>The weights of a filter whose window rows lie in the image, in blocks.</summary>
    private sealed class WindowRows
    {
        public WindowRows(int first, int end, Window window, LaneLayout input, int groupChannels)
        {
            First = first;
            End = end;
            int vectors = groupChannels / LaneNetwork.Lanes;
            int inChannel = (end - first) * window.KernelWidth;
            int count = input.Shape.Channels * inChannel;
            Blocks = count == 0 ? [] : BlockTiling.Split(count, vectors == 4 || !BlockProduct.IsWide ? 6 : BlockProduct.MaximumRows);
            InputOffsets = new PinnedTable(count, InputOffset);
            FromFirstInput = new PinnedTable(count, i => InputOffset(i) - InputOffset(Blocks.Last(block => block.First <= i).First));
            SumOffsets = new PinnedTable(count, i =>
                (nint)groupChannels * ((i / inChannel * window.KernelHeight * window.KernelWidth) + (first * window.KernelWidth) + (i % inChannel)));
            Kernels = new delegate*<ref BlockProduct, void>[Blocks.Length];
            for (int i = 0; i < Blocks.Length; i++)
            {
                Kernels[i] = BlockProduct.Kernel<SpreadFactor>(Blocks[i].Count, vectors, unitStep: true);
            }

            nint InputOffset(int i)
            {
                int p = first + (i % inChannel / window.KernelWidth);
                int q = i % window.KernelWidth;
                return (i / inChannel * input.ChannelStride) + (p * window.DilationHeight * input.RowStride) + (q * window.DilationWidth * LaneNetwork.Lanes);
            }
        }

        public int First { get; }

        public int End { get; }

        public Part[] Blocks { get; }

        public PinnedTable InputOffsets { get; }

        public PinnedTable FromFirstInput { get; }

        public PinnedTable SumOffsets { get; }

        public delegate*<ref BlockProduct, void>[] Kernels { get; }
    }
}
