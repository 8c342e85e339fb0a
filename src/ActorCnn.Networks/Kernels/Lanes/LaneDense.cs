using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// Full connection. Weights are packed as <c>[K / 16][C][16]</c>, K outputs and C inputs, the last block filled up with zeros: the
/// forward pass and the data gradient both go through them once, from end to end. The weight gradient has sixteen inputs as lanes, so
/// that it comes out in its own order; samples are added in order.
/// </summary>
public sealed unsafe class LaneDense : LaneOperator
{
    private const int Size = LaneNetwork.Lanes;
    private readonly int _inputs;
    private readonly int _outputs;

    /// <summary>Places a full connection on a vector.</summary>
    public LaneDense(DenseLayer layer, Shape input)
        : base(input, layer.OutputShape(input))
    {
        _inputs = input.Channels;
        _outputs = layer.Units;
    }

    internal override bool AppliesReluAfter => true;

    internal override bool AppliesReluBefore => true;

    internal override int ParameterCount => checked((_inputs + 1) * _outputs);

    internal override int PackedLength => checked((_inputs + 1) * Blocks * Size);

    private int Blocks => (_outputs + Size - 1) / Size;

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

        float* bias = packed + ((nint)_inputs * Blocks * Size);
        new Span<float>(bias, Blocks * Size).Clear();
        new ReadOnlySpan<float>(parameters + ((nint)_inputs * _outputs), _outputs).CopyTo(new Span<float>(bias, _outputs));
    }

    internal override void Forward(in LaneStep step, float* packed)
    {
        float* sums = stackalloc float[Size * Size];
        for (int k = 0; k < _outputs; k += Size)
        {
            MultiplyBlock(
                step.Input, Placement.Input.ChannelStride, packed + ((nint)k * _inputs), _inputs,
                packed + ((nint)_inputs * Blocks * Size) + k, sums);
            for (int row = 0; row < Math.Min(Size, _outputs - k); row++)
            {
                Vector512<float> sum = Vector512.Load(sums + (row * Size));
                (Placement.ReluAfter ? LaneRelu.Apply(sum) : sum).Store(step.Output + ((k + row) * Placement.Output.ChannelStride));
            }
        }
    }

    internal override void Backward(in LaneStep step, float* packed, float* parameterGradient)
    {
        nint inputStride = Placement.Input.ChannelStride;
        nint gradientStride = Placement.OutputGradient.ChannelStride;
        float* block = stackalloc float[Size * Size];
        for (int c = 0; c < _inputs; c += Size)
        {
            int columns = Math.Min(Size, _inputs - c);
            if (columns < Size)
            {
                new Span<float>(block, Size * Size).Clear();
            }

            LaneMatrix.TransposeBlocked(step.Input + (c * inputStride), inputStride, columns, Size, block, Size);
            WeightGradientBlock(block, step.OutputGradient, gradientStride, _outputs, parameterGradient + c, _inputs, columns);
        }

        for (int k = 0; k < _outputs; k++)
        {
            parameterGradient[((nint)_inputs * _outputs) + k] = LaneMatrix.SumLanes(Vector512.Load(step.OutputGradient + (k * gradientStride)));
        }

        if (step.InputGradient != null)
        {
            for (int k = 0; k < _outputs; k += Size)
            {
                new Span<float>(block, Size * Size).Clear();
                for (int row = 0; row < Math.Min(Size, _outputs - k); row++)
                {
                    Vector512.Load(step.OutputGradient + ((k + row) * gradientStride)).Store(block + (row * Size));
                }

                bool isLast = k + Size >= _outputs;
                DataGradientBlock(
                    block, packed + ((nint)k * _inputs), _inputs, step.InputGradient, Placement.InputGradient.ChannelStride, k > 0,
                    isLast && Placement.ReluBefore ? step.Input : null, inputStride);
            }
        }
    }

    // sums[16][16 lanes] = bias + weights[inputs][16] input[inputs][16 lanes]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlock(float* input, nint inputStride, float* weights, nint inputs, float* bias, float* sums)
    {
        Vector512<float> s0 = Vector512.Create(bias[0]), s1 = Vector512.Create(bias[1]), s2 = Vector512.Create(bias[2]);
        Vector512<float> s3 = Vector512.Create(bias[3]), s4 = Vector512.Create(bias[4]), s5 = Vector512.Create(bias[5]);
        Vector512<float> s6 = Vector512.Create(bias[6]), s7 = Vector512.Create(bias[7]), s8 = Vector512.Create(bias[8]);
        Vector512<float> s9 = Vector512.Create(bias[9]), s10 = Vector512.Create(bias[10]), s11 = Vector512.Create(bias[11]);
        Vector512<float> s12 = Vector512.Create(bias[12]), s13 = Vector512.Create(bias[13]), s14 = Vector512.Create(bias[14]);
        Vector512<float> s15 = Vector512.Create(bias[15]);
        for (nint c = inputs; c > 0; c--)
        {
            Vector512<float> x = Vector512.Load(input);
            s0 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[0]), s0);
            s1 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[1]), s1);
            s2 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[2]), s2);
            s3 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[3]), s3);
            s4 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[4]), s4);
            s5 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[5]), s5);
            s6 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[6]), s6);
            s7 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[7]), s7);
            s8 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[8]), s8);
            s9 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[9]), s9);
            s10 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[10]), s10);
            s11 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[11]), s11);
            s12 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[12]), s12);
            s13 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[13]), s13);
            s14 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[14]), s14);
            s15 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[15]), s15);
            input += inputStride;
            weights += Size;
        }

        s0.Store(sums);
        s1.Store(sums + Size);
        s2.Store(sums + (2 * Size));
        s3.Store(sums + (3 * Size));
        s4.Store(sums + (4 * Size));
        s5.Store(sums + (5 * Size));
        s6.Store(sums + (6 * Size));
        s7.Store(sums + (7 * Size));
        s8.Store(sums + (8 * Size));
        s9.Store(sums + (9 * Size));
        s10.Store(sums + (10 * Size));
        s11.Store(sums + (11 * Size));
        s12.Store(sums + (12 * Size));
        s13.Store(sums + (13 * Size));
        s14.Store(sums + (14 * Size));
        s15.Store(sums + (15 * Size));
    }

    // gradient[outputs][columns] = sum over samples of outputGradient[outputs][16 samples] turned[16 samples][16 columns]
    private static void WeightGradientBlock(
        float* turned, float* outputGradient, nint gradientStride, int outputs, float* gradient, nint gradientRow, int columns)
    {
        SixteenRows rows = new(turned);
        float* part = stackalloc float[Size];
        for (int k = 0; k < outputs; k++)
        {
            Vector512<float> sum = rows.Combine(Vector512<float>.Zero, outputGradient + (k * gradientStride));
            if (columns == Size)
            {
                sum.Store(gradient + (k * gradientRow));
            }
            else
            {
                sum.Store(part);
                new ReadOnlySpan<float>(part, columns).CopyTo(new Span<float>(gradient + (k * gradientRow), columns));
            }
        }
    }

    // inputGradient[inputs][16 lanes] (+)= sum over sixteen outputs of weights[inputs][16] gradients[16][16 lanes]
    private static void DataGradientBlock(
        float* gradients, float* weights, int inputs, float* inputGradient, nint stride, bool continues, float* mask, nint maskStride)
    {
        SixteenRows rows = new(gradients);
        for (int c = 0; c < inputs; c++)
        {
            float* place = inputGradient + (c * stride);
            Vector512<float> sum = rows.Combine(continues ? Vector512.Load(place) : Vector512<float>.Zero, weights + ((nint)c * Size));
            (mask == null ? sum : LaneRelu.Mask(Vector512.Load(mask + (c * maskStride)), sum)).Store(place);
        }
    }

    private readonly struct SixteenRows(float* rows)
    {
        /// <summary><c>sum + sum over i of factors[i] row i</c>, in order.</summary>
        public Vector512<float> Combine(Vector512<float> sum, float* factors)
        {
            for (int i = 0; i < Size; i++)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Load(rows + (i * Size)), Vector512.Create(factors[i]), sum);
            }

            return sum;
        }
    }
}
