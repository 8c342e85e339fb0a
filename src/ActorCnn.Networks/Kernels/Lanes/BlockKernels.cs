using System.Runtime.CompilerServices;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// <see cref="BlockProduct"/> for one to eight rows. The sums are named one by one because only then does the compiler keep them in
/// registers; apart from their number the methods are the same. Compiled at once with full optimization: the first shard is as fast
/// as any.
/// </summary>
internal static unsafe class BlockKernels<TFactor, TStep, TColumns>
    where TFactor : struct, IFactor
    where TStep : struct, IStep
    where TColumns : struct, IColumns<TColumns>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1(ref BlockProduct block)
    {
        TColumns s0 = Start(ref block, 0);
        float* outerColumns = block.Columns;
        float* outerFactors = block.Factors;
        nint step = TStep.Of(block.ColumnStep);
        nint columnsInner = block.ColumnsInner, factorsInner = block.FactorsInner, inner = block.Inner;
        for (nint i = block.Outer; i > 0; i--)
        {
            float* middleColumns = outerColumns;
            float* middleFactors = outerFactors;
            for (nint j = block.Middle; j > 0; j--)
            {
                float* columns = middleColumns;
                float* factors = middleFactors;
                for (nint k = inner; k > 0; k--)
                {
                    TColumns x = TColumns.Load(columns, step);
                    s0 = TColumns.MultiplyAdd<TFactor>(x, factors, 0, 0, s0);
                    columns += columnsInner;
                    factors += factorsInner;
                }

                middleColumns += block.ColumnsMiddle;
                middleFactors += block.FactorsMiddle;
            }

            outerColumns += block.ColumnsOuter;
            outerFactors += block.FactorsOuter;
        }

        Finish(ref block, 0, s0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows2(ref BlockProduct block)
    {
        nint* offset = block.FactorOffsets;
        nint o1 = offset[1];
        TColumns s0 = Start(ref block, 0);
        TColumns s1 = Start(ref block, 1);
        float* outerColumns = block.Columns;
        float* outerFactors = block.Factors;
        nint step = TStep.Of(block.ColumnStep);
        nint columnsInner = block.ColumnsInner, factorsInner = block.FactorsInner, inner = block.Inner;
        for (nint i = block.Outer; i > 0; i--)
        {
            float* middleColumns = outerColumns;
            float* middleFactors = outerFactors;
            for (nint j = block.Middle; j > 0; j--)
            {
                float* columns = middleColumns;
                float* factors = middleFactors;
                for (nint k = inner; k > 0; k--)
                {
                    TColumns x = TColumns.Load(columns, step);
                    s0 = TColumns.MultiplyAdd<TFactor>(x, factors, 0, 0, s0);
                    s1 = TColumns.MultiplyAdd<TFactor>(x, factors, 1, o1, s1);
                    columns += columnsInner;
                    factors += factorsInner;
                }

                middleColumns += block.ColumnsMiddle;
                middleFactors += block.FactorsMiddle;
            }

            outerColumns += block.ColumnsOuter;
            outerFactors += block.FactorsOuter;
        }

        Finish(ref block, 0, s0);
        Finish(ref block, 1, s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows3(ref BlockProduct block)
    {
        nint* offset = block.FactorOffsets;
        nint o1 = offset[1], o2 = offset[2];
        TColumns s0 = Start(ref block, 0);
        TColumns s1 = Start(ref block, 1);
        TColumns s2 = Start(ref block, 2);
        float* outerColumns = block.Columns;
        float* outerFactors = block.Factors;
        nint step = TStep.Of(block.ColumnStep);
        nint columnsInner = block.ColumnsInner, factorsInner = block.FactorsInner, inner = block.Inner;
        for (nint i = block.Outer; i > 0; i--)
        {
            float* middleColumns = outerColumns;
            float* middleFactors = outerFactors;
            for (nint j = block.Middle; j > 0; j--)
            {
                float* columns = middleColumns;
                float* factors = middleFactors;
                for (nint k = inner; k > 0; k--)
                {
                    TColumns x = TColumns.Load(columns, step);
                    s0 = TColumns.MultiplyAdd<TFactor>(x, factors, 0, 0, s0);
                    s1 = TColumns.MultiplyAdd<TFactor>(x, factors, 1, o1, s1);
                    s2 = TColumns.MultiplyAdd<TFactor>(x, factors, 2, o2, s2);
                    columns += columnsInner;
                    factors += factorsInner;
                }

                middleColumns += block.ColumnsMiddle;
                middleFactors += block.FactorsMiddle;
            }

            outerColumns += block.ColumnsOuter;
            outerFactors += block.FactorsOuter;
        }

        Finish(ref block, 0, s0);
        Finish(ref block, 1, s1);
        Finish(ref block, 2, s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows4(ref BlockProduct block)
    {
        nint* offset = block.FactorOffsets;
        nint o1 = offset[1], o2 = offset[2], o3 = offset[3];
        TColumns s0 = Start(ref block, 0);
        TColumns s1 = Start(ref block, 1);
        TColumns s2 = Start(ref block, 2);
        TColumns s3 = Start(ref block, 3);
        float* outerColumns = block.Columns;
        float* outerFactors = block.Factors;
        nint step = TStep.Of(block.ColumnStep);
        nint columnsInner = block.ColumnsInner, factorsInner = block.FactorsInner, inner = block.Inner;
        for (nint i = block.Outer; i > 0; i--)
        {
            float* middleColumns = outerColumns;
            float* middleFactors = outerFactors;
            for (nint j = block.Middle; j > 0; j--)
            {
                float* columns = middleColumns;
                float* factors = middleFactors;
                for (nint k = inner; k > 0; k--)
                {
                    TColumns x = TColumns.Load(columns, step);
                    s0 = TColumns.MultiplyAdd<TFactor>(x, factors, 0, 0, s0);
                    s1 = TColumns.MultiplyAdd<TFactor>(x, factors, 1, o1, s1);
                    s2 = TColumns.MultiplyAdd<TFactor>(x, factors, 2, o2, s2);
                    s3 = TColumns.MultiplyAdd<TFactor>(x, factors, 3, o3, s3);
                    columns += columnsInner;
                    factors += factorsInner;
                }

                middleColumns += block.ColumnsMiddle;
                middleFactors += block.FactorsMiddle;
            }

            outerColumns += block.ColumnsOuter;
            outerFactors += block.FactorsOuter;
        }

        Finish(ref block, 0, s0);
        Finish(ref block, 1, s1);
        Finish(ref block, 2, s2);
        Finish(ref block, 3, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows5(ref BlockProduct block)
    {
        nint* offset = block.FactorOffsets;
        nint o1 = offset[1], o2 = offset[2], o3 = offset[3], o4 = offset[4];
        TColumns s0 = Start(ref block, 0);
        TColumns s1 = Start(ref block, 1);
        TColumns s2 = Start(ref block, 2);
        TColumns s3 = Start(ref block, 3);
        TColumns s4 = Start(ref block, 4);
        float* outerColumns = block.Columns;
        float* outerFactors = block.Factors;
        nint step = TStep.Of(block.ColumnStep);
        nint columnsInner = block.ColumnsInner, factorsInner = block.FactorsInner, inner = block.Inner;
        for (nint i = block.Outer; i > 0; i--)
        {
            float* middleColumns = outerColumns;
            float* middleFactors = outerFactors;
            for (nint j = block.Middle; j > 0; j--)
            {
                float* columns = middleColumns;
                float* factors = middleFactors;
                for (nint k = inner; k > 0; k--)
                {
                    TColumns x = TColumns.Load(columns, step);
                    s0 = TColumns.MultiplyAdd<TFactor>(x, factors, 0, 0, s0);
                    s1 = TColumns.MultiplyAdd<TFactor>(x, factors, 1, o1, s1);
                    s2 = TColumns.MultiplyAdd<TFactor>(x, factors, 2, o2, s2);
                    s3 = TColumns.MultiplyAdd<TFactor>(x, factors, 3, o3, s3);
                    s4 = TColumns.MultiplyAdd<TFactor>(x, factors, 4, o4, s4);
                    columns += columnsInner;
                    factors += factorsInner;
                }

                middleColumns += block.ColumnsMiddle;
                middleFactors += block.FactorsMiddle;
            }

            outerColumns += block.ColumnsOuter;
            outerFactors += block.FactorsOuter;
        }

        Finish(ref block, 0, s0);
        Finish(ref block, 1, s1);
        Finish(ref block, 2, s2);
        Finish(ref block, 3, s3);
        Finish(ref block, 4, s4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows6(ref BlockProduct block)
    {
        nint* offset = block.FactorOffsets;
        nint o1 = offset[1], o2 = offset[2], o3 = offset[3], o4 = offset[4], o5 = offset[5];
        TColumns s0 = Start(ref block, 0);
        TColumns s1 = Start(ref block, 1);
        TColumns s2 = Start(ref block, 2);
        TColumns s3 = Start(ref block, 3);
        TColumns s4 = Start(ref block, 4);
        TColumns s5 = Start(ref block, 5);
        float* outerColumns = block.Columns;
        float* outerFactors = block.Factors;
        nint step = TStep.Of(block.ColumnStep);
        nint columnsInner = block.ColumnsInner, factorsInner = block.FactorsInner, inner = block.Inner;
        for (nint i = block.Outer; i > 0; i--)
        {
            float* middleColumns = outerColumns;
            float* middleFactors = outerFactors;
            for (nint j = block.Middle; j > 0; j--)
            {
                float* columns = middleColumns;
                float* factors = middleFactors;
                for (nint k = inner; k > 0; k--)
                {
                    TColumns x = TColumns.Load(columns, step);
                    s0 = TColumns.MultiplyAdd<TFactor>(x, factors, 0, 0, s0);
                    s1 = TColumns.MultiplyAdd<TFactor>(x, factors, 1, o1, s1);
                    s2 = TColumns.MultiplyAdd<TFactor>(x, factors, 2, o2, s2);
                    s3 = TColumns.MultiplyAdd<TFactor>(x, factors, 3, o3, s3);
                    s4 = TColumns.MultiplyAdd<TFactor>(x, factors, 4, o4, s4);
                    s5 = TColumns.MultiplyAdd<TFactor>(x, factors, 5, o5, s5);
                    columns += columnsInner;
                    factors += factorsInner;
                }

                middleColumns += block.ColumnsMiddle;
                middleFactors += block.FactorsMiddle;
            }

            outerColumns += block.ColumnsOuter;
            outerFactors += block.FactorsOuter;
        }

        Finish(ref block, 0, s0);
        Finish(ref block, 1, s1);
        Finish(ref block, 2, s2);
        Finish(ref block, 3, s3);
        Finish(ref block, 4, s4);
        Finish(ref block, 5, s5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows7(ref BlockProduct block)
    {
        nint* offset = block.FactorOffsets;
        nint o1 = offset[1], o2 = offset[2], o3 = offset[3], o4 = offset[4], o5 = offset[5], o6 = offset[6];
        TColumns s0 = Start(ref block, 0);
        TColumns s1 = Start(ref block, 1);
        TColumns s2 = Start(ref block, 2);
        TColumns s3 = Start(ref block, 3);
        TColumns s4 = Start(ref block, 4);
        TColumns s5 = Start(ref block, 5);
        TColumns s6 = Start(ref block, 6);
        float* outerColumns = block.Columns;
        float* outerFactors = block.Factors;
        nint step = TStep.Of(block.ColumnStep);
        nint columnsInner = block.ColumnsInner, factorsInner = block.FactorsInner, inner = block.Inner;
        for (nint i = block.Outer; i > 0; i--)
        {
            float* middleColumns = outerColumns;
            float* middleFactors = outerFactors;
            for (nint j = block.Middle; j > 0; j--)
            {
                float* columns = middleColumns;
                float* factors = middleFactors;
                for (nint k = inner; k > 0; k--)
                {
                    TColumns x = TColumns.Load(columns, step);
                    s0 = TColumns.MultiplyAdd<TFactor>(x, factors, 0, 0, s0);
                    s1 = TColumns.MultiplyAdd<TFactor>(x, factors, 1, o1, s1);
                    s2 = TColumns.MultiplyAdd<TFactor>(x, factors, 2, o2, s2);
                    s3 = TColumns.MultiplyAdd<TFactor>(x, factors, 3, o3, s3);
                    s4 = TColumns.MultiplyAdd<TFactor>(x, factors, 4, o4, s4);
                    s5 = TColumns.MultiplyAdd<TFactor>(x, factors, 5, o5, s5);
                    s6 = TColumns.MultiplyAdd<TFactor>(x, factors, 6, o6, s6);
                    columns += columnsInner;
                    factors += factorsInner;
                }

                middleColumns += block.ColumnsMiddle;
                middleFactors += block.FactorsMiddle;
            }

            outerColumns += block.ColumnsOuter;
            outerFactors += block.FactorsOuter;
        }

        Finish(ref block, 0, s0);
        Finish(ref block, 1, s1);
        Finish(ref block, 2, s2);
        Finish(ref block, 3, s3);
        Finish(ref block, 4, s4);
        Finish(ref block, 5, s5);
        Finish(ref block, 6, s6);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows8(ref BlockProduct block)
    {
        nint* offset = block.FactorOffsets;
        nint o1 = offset[1], o2 = offset[2], o3 = offset[3], o4 = offset[4], o5 = offset[5], o6 = offset[6], o7 = offset[7];
        TColumns s0 = Start(ref block, 0);
        TColumns s1 = Start(ref block, 1);
        TColumns s2 = Start(ref block, 2);
        TColumns s3 = Start(ref block, 3);
        TColumns s4 = Start(ref block, 4);
        TColumns s5 = Start(ref block, 5);
        TColumns s6 = Start(ref block, 6);
        TColumns s7 = Start(ref block, 7);
        float* outerColumns = block.Columns;
        float* outerFactors = block.Factors;
        nint step = TStep.Of(block.ColumnStep);
        nint columnsInner = block.ColumnsInner, factorsInner = block.FactorsInner, inner = block.Inner;
        for (nint i = block.Outer; i > 0; i--)
        {
            float* middleColumns = outerColumns;
            float* middleFactors = outerFactors;
            for (nint j = block.Middle; j > 0; j--)
            {
                float* columns = middleColumns;
                float* factors = middleFactors;
                for (nint k = inner; k > 0; k--)
                {
                    TColumns x = TColumns.Load(columns, step);
                    s0 = TColumns.MultiplyAdd<TFactor>(x, factors, 0, 0, s0);
                    s1 = TColumns.MultiplyAdd<TFactor>(x, factors, 1, o1, s1);
                    s2 = TColumns.MultiplyAdd<TFactor>(x, factors, 2, o2, s2);
                    s3 = TColumns.MultiplyAdd<TFactor>(x, factors, 3, o3, s3);
                    s4 = TColumns.MultiplyAdd<TFactor>(x, factors, 4, o4, s4);
                    s5 = TColumns.MultiplyAdd<TFactor>(x, factors, 5, o5, s5);
                    s6 = TColumns.MultiplyAdd<TFactor>(x, factors, 6, o6, s6);
                    s7 = TColumns.MultiplyAdd<TFactor>(x, factors, 7, o7, s7);
                    columns += columnsInner;
                    factors += factorsInner;
                }

                middleColumns += block.ColumnsMiddle;
                middleFactors += block.FactorsMiddle;
            }

            outerColumns += block.ColumnsOuter;
            outerFactors += block.FactorsOuter;
        }

        Finish(ref block, 0, s0);
        Finish(ref block, 1, s1);
        Finish(ref block, 2, s2);
        Finish(ref block, 3, s3);
        Finish(ref block, 4, s4);
        Finish(ref block, 5, s5);
        Finish(ref block, 6, s6);
        Finish(ref block, 7, s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TColumns Start(ref BlockProduct block, int row) =>
        block.Continues ? TColumns.Load(block.Sums + block.SumOffsets[row], block.SumStep)
        : TColumns.Fill(block.Bias == null ? 0 : block.Bias[row]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(ref BlockProduct block, int row, TColumns sums)
    {
        if (block.Relu)
        {
            sums = TColumns.Relu(sums);
        }

        if (block.Mask != null)
        {
            sums = TColumns.Mask(sums, TColumns.Load(block.Mask + block.MaskOffsets[row], block.SumStep));
        }

        TColumns.Store(sums, block.Sums + block.SumOffsets[row], block.SumStep);
    }
}
