using System.Runtime.Intrinsics;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// Full connection. Weights are packed as <c>[K / 16][C][16]</c>, K outputs and C inputs, the last block filled up with zeros: the
/// forward pass and the data gradient both read them so. The weight gradient has sixteen inputs as lanes, so that it comes out in its
/// own order; samples are added in order.
/// </summary>
public sealed unsafe class LaneDense : LaneOperator
{
    private const int Size = LaneNetwork.Lanes;

    // So many inputs stay in the first cache while all outputs are gone over.
    private const int InputChunk = 256;

    // The data gradient takes so many outputs at a time: its sums are read and written once for all of them.
    private const int OutputChunk = 4 * Size;

    private readonly int _inputs;
    private readonly int _outputs;

    // One column, the samples, by one to eight rows: outputs going forward, inputs going back.
    private readonly delegate*<ref BlockProduct, void>[] _forwardKernels = SampleKernels<PackedFactor>();
    private readonly delegate*<ref BlockProduct, void>[] _dataKernels = SampleKernels<SpreadFactor>();

    // For the weights' gradient, rows are outputs and columns vectors of inputs.
    private readonly Part[] _weightRows;
    private readonly Part[] _weightColumns;

    private readonly PinnedTable _packedOffsets = PinnedTable.Rows(Size);
    private readonly PinnedTable _weightOffsets;
    private PinnedTable? _outputOffsets;
    private PinnedTable? _outputGradientOffsets;
    private PinnedTable? _inputGradientOffsets;
    private PinnedTable? _inputOffsets;

    /// <summary>Places a full connection on a vector.</summary>
    public LaneDense(DenseLayer layer, Shape input)
        : base(input, layer.OutputShape(input))
    {
        _inputs = input.Channels;
        _outputs = layer.Units;
        IsFrozen = layer.Frozen;
        _weightOffsets = PinnedTable.Rows(_inputs);
        (_weightRows, _weightColumns) = BlockTiling.Choose(_outputs, _inputs / Size, _ => Size);
    }

    internal override bool AppliesReluAfter => true;

    internal override bool AppliesReluBefore => true;

    internal override int ParameterCount => checked((_inputs + 1) * _outputs);

    internal override int PackedLength => checked((_inputs + 1) * Blocks * Size);

    // Some columns turned round, and one column of sums for every output.
    internal override int ScratchLength => (Size * BlockProduct.MaximumColumns * Size) + (_outputs * Size);

    private int Blocks => (_outputs + Size - 1) / Size;

    internal override void Place(in LanePlacement placement)
    {
        base.Place(placement);
        _outputOffsets = PinnedTable.Rows(placement.Output.ChannelStride);
        _outputGradientOffsets = PinnedTable.Rows(placement.OutputGradient.ChannelStride);
        _inputGradientOffsets = PinnedTable.Rows(placement.InputGradient.ChannelStride);
        _inputOffsets = PinnedTable.Rows(placement.Input.ChannelStride);
    }

    internal override void Pack(float* parameters, float* packed)
    {
        for (int k = 0; k < _outputs; k += Size)
        {
            float* block = packed + ((nint)k * _inputs);
            int rows = Math.Min(Size, _outputs - k);
            if (rows < Size)
            {
                new Span<float>(block, _inputs * Size).Clear();
            }

            LaneMatrix.TransposeBlocked(parameters + ((nint)k * _inputs), _inputs, rows, _inputs, block, Size);
        }

        new ReadOnlySpan<float>(parameters + ((nint)_inputs * _outputs), _outputs)
            .CopyTo(new Span<float>(packed + ((nint)_inputs * Blocks * Size), _outputs));
    }

    internal override void Forward(in LaneStep step, float* packed)
    {
        BlockProduct block = new()
        {
            ColumnsInner = Placement.Input.ChannelStride,
            FactorsInner = Size,
            FactorOffsets = _packedOffsets.Pointer,
            Outer = 1,
            Middle = 1,
            SumOffsets = _outputOffsets!.Pointer,
            SumStep = Size,
        };
        float* bias = packed + ((nint)_inputs * Blocks * Size);
        for (int c = 0; c < _inputs; c += InputChunk)
        {
            block.Columns = step.Input + (c * Placement.Input.ChannelStride);
            block.Inner = Math.Min(InputChunk, _inputs - c);
            block.Continues = c > 0;
            block.Relu = Placement.ReluAfter && c + InputChunk >= _inputs;
            for (int k = 0; k < _outputs; k += BlockProduct.MaximumRows)
            {
                block.Factors = packed + ((nint)(k & -Size) * _inputs) + ((nint)c * Size) + (k % Size);
                block.Bias = bias + k;
                block.Sums = step.Output + (k * Placement.Output.ChannelStride);
                block.Run(_forwardKernels[Math.Min(BlockProduct.MaximumRows, _outputs - k) - 1]);
            }
        }
    }

    internal override void Backward(in LaneStep step, float* packed, float* parameterGradient)
    {
        if (!IsFrozen)
        {
            ComputeParameterGradient(step, parameterGradient);
        }

        if (step.InputGradient != null)
        {
            for (int k = 0; k < _outputs; k += OutputChunk)
            {
                AddDataGradient(step, packed, k, Math.Min(OutputChunk, _outputs - k));
            }
        }
    }

    private void ComputeParameterGradient(in LaneStep step, float* parameterGradient)
    {
        foreach (Part columns in _weightColumns)
        {
            Turn(step.Input, columns.First * Size, columns.Count * Size, step.Scratch);
            AddWeightGradient(step, columns.Count, parameterGradient + (columns.First * Size), _weightOffsets);
        }

        if (_inputs % Size > 0)
        {
            AddLastInputs(step, parameterGradient);
        }

        for (int k = 0; k < _outputs; k++)
        {
            parameterGradient[((nint)_inputs * _outputs) + k] =
                LaneMatrix.SumLanes(Vector512.Load(step.OutputGradient + (k * Placement.OutputGradient.ChannelStride)));
        }
    }

    private static delegate*<ref BlockProduct, void>[] SampleKernels<TFactor>()
        where TFactor : struct, IFactor
    {
        delegate*<ref BlockProduct, void>[] kernels = new delegate*<ref BlockProduct, void>[BlockProduct.MaximumRows];
        for (int i = 0; i < kernels.Length; i++)
        {
            kernels[i] = BlockProduct.Kernel<TFactor>(i + 1, 1, unitStep: true);
        }

        return kernels;
    }

    // Some inputs as [sample][input], vectors of inputs side by side.
    private void Turn(float* input, int first, int count, float* turned)
    {
        int stride = (count + Size - 1) & -Size;
        LaneMatrix.TransposeBlocked(
            input + (first * Placement.Input.ChannelStride), Placement.Input.ChannelStride, count, Size, turned, stride);
    }

    // gradient[output][input] = sum over samples of outputGradient[output][sample] turned[sample][input], for some vectors of inputs.
    private void AddWeightGradient(in LaneStep step, int columns, float* gradient, PinnedTable gradientOffsets)
    {
        BlockProduct block = new()
        {
            Columns = step.Scratch,
            ColumnsInner = columns * Size,
            FactorsInner = 1,
            FactorOffsets = _outputGradientOffsets!.Pointer,
            Outer = 1,
            Middle = 1,
            Inner = Size,
            SumOffsets = gradientOffsets.Pointer,
            SumStep = Size,
        };
        foreach (Part rows in _weightRows)
        {
            block.Factors = step.OutputGradient + (rows.First * Placement.OutputGradient.ChannelStride);
            block.Sums = gradient + (rows.First * gradientOffsets.Pointer[1]);
            block.Run(BlockProduct.Kernel<SpreadFactor>(rows.Count, columns, unitStep: true));
        }
    }

    // Inputs that fill no vector: a whole one would run into the next output's gradient.
    private void AddLastInputs(in LaneStep step, float* parameterGradient)
    {
        int count = _inputs % Size;
        int first = _inputs - count;
        float* sums = step.Scratch + (Size * BlockProduct.MaximumColumns * Size);
        Turn(step.Input, first, count, step.Scratch);
        AddWeightGradient(step, 1, sums, _packedOffsets);
        for (int k = 0; k < _outputs; k++)
        {
            new ReadOnlySpan<float>(sums + (k * Size), count)
                .CopyTo(new Span<float>(parameterGradient + ((nint)k * _inputs) + first, count));
        }
    }

    // inputGradient[input] (+)= sum over some outputs of weight[output][input] outputGradient[output]
    private void AddDataGradient(in LaneStep step, float* packed, int firstOutput, int outputs)
    {
        bool isLast = firstOutput + outputs == _outputs;
        int whole = outputs & -Size;
        BlockProduct block = new()
        {
            ColumnsMiddle = Size * Placement.OutputGradient.ChannelStride,
            ColumnsInner = Placement.OutputGradient.ChannelStride,
            FactorsMiddle = (nint)_inputs * Size,
            FactorsInner = 1,
            FactorOffsets = _packedOffsets.Pointer,
            Outer = 1,
            SumOffsets = _inputGradientOffsets!.Pointer,
            SumStep = Size,
            MaskOffsets = _inputOffsets!.Pointer,
        };
        for (int c = 0; c < _inputs; c += BlockProduct.MaximumRows)
        {
            delegate*<ref BlockProduct, void> kernel = _dataKernels[Math.Min(BlockProduct.MaximumRows, _inputs - c) - 1];
            float* mask = isLast && Placement.ReluBefore ? step.Input + (c * Placement.Input.ChannelStride) : null;
            block.Sums = step.InputGradient + (c * Placement.InputGradient.ChannelStride);
            block.Columns = step.OutputGradient + (firstOutput * Placement.OutputGradient.ChannelStride);
            block.Factors = packed + ((nint)firstOutput * _inputs) + ((nint)c * Size);
            block.Continues = firstOutput > 0;
            if (whole > 0)
            {
                block.Middle = whole / Size;
                block.Inner = Size;
                block.Mask = whole == outputs ? mask : null;
                block.Run(kernel);
                block.Continues = true;
            }

            // The last block of outputs, where it is not full.
            if (whole < outputs)
            {
                block.Columns += whole * Placement.OutputGradient.ChannelStride;
                block.Factors += (nint)whole * _inputs;
                block.Middle = 1;
                block.Inner = outputs - whole;
                block.Mask = mask;
                block.Run(kernel);
            }
        }
    }
}
