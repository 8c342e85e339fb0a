using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// A convolution's weight gradient with samples as lanes: the products of each lane are added up over the whole image, and the lanes
/// at the end by the fixed tree. Blocks are output channels by neighbouring taps of a kernel row, or by input channels. Suits few
/// channels and large images, where the tree costs little.
/// </summary>
internal sealed unsafe class SampleLaneGradient : ConvolutionGradient
{
    // The part of the first cache that a strip of rows may fill.
    private const int StripBytes = 32 * 1024;

    private readonly Window _window;
    private readonly LaneLayout _input;
    private readonly LaneLayout _outputGradient;
    private readonly bool _columnsAreTaps;
    private readonly Part[] _channels;
    private readonly Part[] _columns;
    private readonly delegate*<ref BlockProduct, void>[] _kernels;
    private readonly PinnedTable _gradientOffsets;
    private readonly PinnedTable _sumOffsets;
    private readonly int _stripRows;

    public SampleLaneGradient(Window window, LaneLayout input, LaneLayout outputGradient)
    {
        _window = window;
        _input = input;
        _outputGradient = outputGradient;
        int channels = outputGradient.Shape.Channels;
        _columnsAreTaps = window.KernelWidth >= Math.Min(3, input.Shape.Channels);
        (_channels, _columns) = BlockTiling.Choose(
            channels, _columnsAreTaps ? window.KernelWidth : input.Shape.Channels, _ => outputGradient.Shape.Width);
        _kernels = new delegate*<ref BlockProduct, void>[_channels.Length * _columns.Length];
        for (int i = 0; i < _kernels.Length; i++)
        {
            _kernels[i] = BlockProduct.Kernel<LaneFactor>(
                _channels[i / _columns.Length].Count, _columns[i % _columns.Length].Count, _columnsAreTaps && window.DilationWidth == 1);
        }

        _gradientOffsets = PinnedTable.Rows(outputGradient.ChannelStride);
        _sumOffsets = PinnedTable.Rows(ChannelWeights * LaneNetwork.Lanes);
        int rowBytes = (_channels[0].Count + (_columnsAreTaps ? 1 : _columns[0].Count)) * outputGradient.Shape.Width * LaneNetwork.Lanes * sizeof(float);
        _stripRows = Math.Clamp(StripBytes / rowBytes, 1, outputGradient.Shape.Height);
    }

    public override int ScratchLength => _outputGradient.Shape.Channels * ChannelWeights * LaneNetwork.Lanes;

    private int Taps => _window.KernelHeight * _window.KernelWidth;

    private int ChannelWeights => _input.Shape.Channels * Taps;

    public override void Run(float* input, float* outputGradient, float* scratch, float* weightGradient)
    {
        for (int k = 0; k < _channels.Length; k++)
        {
            for (int y = 0; y < _outputGradient.Shape.Height; y += _stripRows)
            {
                int end = Math.Min(y + _stripRows, _outputGradient.Shape.Height);
                if (_columnsAreTaps)
                {
                    AddStripByTaps(k, y, end, input, outputGradient, scratch);
                }
                else
                {
                    AddStripByChannels(k, y, end, input, outputGradient, scratch);
                }
            }
        }

        LaneMatrix.SumLanes(scratch, weightGradient, (nint)_outputGradient.Shape.Channels * ChannelWeights);
    }

    private void AddStripByTaps(int k, int y, int end, float* input, float* outputGradient, float* sums)
    {
        for (int c = 0; c < _input.Shape.Channels; c++)
        {
            for (int p = 0; p < _window.KernelHeight; p++)
            {
                for (int j = 0; j < _columns.Length; j++)
                {
                    int q = _columns[j].First;
                    int weight = (c * Taps) + (p * _window.KernelWidth) + q;
                    AddStrip((k * _columns.Length) + j, y, end, p, q, c, weight, input, outputGradient, sums);
                }
            }
        }
    }

    private void AddStripByChannels(int k, int y, int end, float* input, float* outputGradient, float* sums)
    {
        for (int j = 0; j < _columns.Length; j++)
        {
            for (int p = 0; p < _window.KernelHeight; p++)
            {
                for (int q = 0; q < _window.KernelWidth; q++)
                {
                    int c = _columns[j].First;
                    int weight = (c * Taps) + (p * _window.KernelWidth) + q;
                    AddStrip((k * _columns.Length) + j, y, end, p, q, c, weight, input, outputGradient, sums);
                }
            }
        }
    }

    // Only the output rows from y to end whose window row p lies in the image.
    private void AddStrip(int kernel, int y, int end, int p, int q, int c, int weight, float* input, float* outputGradient, float* sums)
    {
        bool continues = y > 0;
        Part channels = _channels[kernel / _columns.Length];
        int above = _window.PaddingHeight - (p * _window.DilationHeight);
        y = Math.Max(y, above <= 0 ? 0 : (above + _window.StrideHeight - 1) / _window.StrideHeight);
        int below = _input.Shape.Height - 1 + above;
        end = Math.Min(end, below < 0 ? 0 : (below / _window.StrideHeight) + 1);
        BlockProduct block = new()
        {
            Columns = input + (c * _input.ChannelStride) + (((y * _window.StrideHeight) - above) * _input.RowStride)
                + (((q * _window.DilationWidth) - _window.PaddingWidth) * LaneNetwork.Lanes),
            ColumnsMiddle = _window.StrideHeight * _input.RowStride,
            ColumnsInner = _window.StrideWidth * LaneNetwork.Lanes,
            ColumnStep = _columnsAreTaps ? _window.DilationWidth * LaneNetwork.Lanes : _input.ChannelStride,
            Factors = outputGradient + (channels.First * _outputGradient.ChannelStride) + (y * _outputGradient.RowStride),
            FactorsMiddle = _outputGradient.RowStride,
            FactorsInner = LaneNetwork.Lanes,
            FactorOffsets = _gradientOffsets.Pointer,
            Outer = 1,
            Middle = end - y,
            Inner = _outputGradient.Shape.Width,
            Sums = sums + ((((nint)channels.First * ChannelWeights) + weight) * LaneNetwork.Lanes),
            SumOffsets = _sumOffsets.Pointer,
            SumStep = _columnsAreTaps ? LaneNetwork.Lanes : Taps * LaneNetwork.Lanes,
            Continues = continues,
            FactorsAreLanes = true,
        };
        block.Run(_kernels[kernel]);
    }
}
