using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// The loop nest that every convolution kernel comes down to. A block of sums, some rows by some columns of vectors, stays in registers
/// while a loop of three levels goes over pairs of columns and factors:
/// <c>sums[row][column] += columns[column] factors[row]</c>. Each number is read once and used for a whole row or column of the block,
/// so that the processor waits for multiplications and not for memory. See README.md in this folder for who uses it how.
/// </summary>
internal unsafe struct BlockProduct
{
    /// <summary>The most rows of a block.</summary>
    public const int MaximumRows = 8;

    /// <summary>The most columns of a block.</summary>
    public const int MaximumColumns = 6;

    /// <summary>
    /// True where a register holds all lanes. Elsewhere blocks are smaller, with half the lanes at a time: each lane does the same in
    /// the same order, and so has the same bits.
    /// </summary>
    public static bool IsWide => Vector512.IsHardwareAccelerated;

    /// <summary>The vector registers that there are.</summary>
    public static int Registers => IsWide ? 32 : 16;

    /// <summary>The most columns of a block with the registers that there are.</summary>
    public static int ColumnLimit => IsWide ? MaximumColumns : 3;

    /// <summary>The first column at the first iteration, how far each level of the loop moves it, and how far the columns are apart.</summary>
    public float* Columns;
    public nint ColumnsOuter;
    public nint ColumnsMiddle;
    public nint ColumnsInner;
    public nint ColumnStep;

    /// <summary>The first row's factor, how far each level moves it, and how far each row's factor is from the first's.</summary>
    public float* Factors;
    public nint FactorsOuter;
    public nint FactorsMiddle;
    public nint FactorsInner;
    public nint* FactorOffsets;

    /// <summary>The iterations of each level.</summary>
    public nint Outer;
    public nint Middle;
    public nint Inner;

    /// <summary>Where the sums go: the place of the first, how far each row is from it, and how far the columns are apart.</summary>
    public float* Sums;
    public nint* SumOffsets;
    public nint SumStep;

    /// <summary>What the sums start at: what stands there already, or else a number for each row, or else (null) zero.</summary>
    public bool Continues;
    public float* Bias;

    /// <summary>What is done to the sums at the end: relu, or zero wherever these values, laid out with rows of their own, are not above it.</summary>
    public bool Relu;
    public float* Mask;
    public nint* MaskOffsets;

    /// <summary>True when each lane has factors of its own.</summary>
    public bool FactorsAreLanes;

    /// <summary>Runs a kernel on all lanes.</summary>
    public void Run(delegate*<ref BlockProduct, void> kernel)
    {
        kernel(ref this);
        if (!IsWide)
        {
            Shift(LaneNetwork.Lanes / 2);
            kernel(ref this);
            Shift(-LaneNetwork.Lanes / 2);
        }
    }

    private void Shift(nint lanes)
    {
        Columns += lanes;
        Sums += lanes;
        Mask = Mask == null ? null : Mask + lanes;
        Factors += FactorsAreLanes ? lanes : 0;
    }

    /// <summary>The kernel for a size of block; a unit step means that the columns follow each other without a gap.</summary>
    public static delegate*<ref BlockProduct, void> Kernel<TFactor>(int rows, int columns, bool unitStep)
        where TFactor : struct, IFactor =>
        unitStep ? Kernel<TFactor, UnitStep>(rows, columns) : Kernel<TFactor, AnyStep>(rows, columns);

    private static delegate*<ref BlockProduct, void> Kernel<TFactor, TStep>(int rows, int columns)
        where TFactor : struct, IFactor
        where TStep : struct, IStep =>
        (IsWide, columns) switch
        {
            (true, 1) => Kernel<TFactor, TStep, Columns1>(rows),
            (true, 2) => Kernel<TFactor, TStep, Columns2>(rows),
            (true, 3) => Kernel<TFactor, TStep, Columns3>(rows),
            (true, 4) => Kernel<TFactor, TStep, Columns4>(rows),
            (true, 5) => Kernel<TFactor, TStep, Columns5>(rows),
            (true, 6) => Kernel<TFactor, TStep, Columns6>(rows),
            (false, 1) => Kernel<TFactor, TStep, HalfColumns1>(rows),
            (false, 2) => Kernel<TFactor, TStep, HalfColumns2>(rows),
            (false, 3) => Kernel<TFactor, TStep, HalfColumns3>(rows),
            _ => throw new ArgumentOutOfRangeException(nameof(columns), columns, $"1 to {ColumnLimit} columns"),
        };

    private static delegate*<ref BlockProduct, void> Kernel<TFactor, TStep, TColumns>(int rows)
        where TFactor : struct, IFactor
        where TStep : struct, IStep
        where TColumns : struct, IColumns<TColumns> =>
        rows switch
        {
            1 => &BlockKernels<TFactor, TStep, TColumns>.Rows1,
            2 => &BlockKernels<TFactor, TStep, TColumns>.Rows2,
            3 => &BlockKernels<TFactor, TStep, TColumns>.Rows3,
            4 => &BlockKernels<TFactor, TStep, TColumns>.Rows4,
            5 => &BlockKernels<TFactor, TStep, TColumns>.Rows5,
            6 => &BlockKernels<TFactor, TStep, TColumns>.Rows6,
            7 => &BlockKernels<TFactor, TStep, TColumns>.Rows7,
            8 => &BlockKernels<TFactor, TStep, TColumns>.Rows8,
            _ => throw new ArgumentOutOfRangeException(nameof(rows), rows, "1 to 8 rows"),
        };
}

/// <summary>How the factor of a row is read: it lies some offset, or where they are packed as many numbers as the row's, after the first.</summary>
internal unsafe interface IFactor
{
    /// <summary>For all lanes.</summary>
    static abstract Vector512<float> Read(float* first, int row, nint offset);

    /// <summary>For eight lanes.</summary>
    static abstract Vector256<float> ReadHalf(float* first, int row, nint offset);
}

/// <summary>One number for every lane; the rows' numbers follow each other.</summary>
internal readonly unsafe struct PackedFactor : IFactor
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Read(float* first, int row, nint offset) => Vector512.Create(first[row]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ReadHalf(float* first, int row, nint offset) => Vector256.Create(first[row]);
}

/// <summary>One number for every lane, anywhere.</summary>
internal readonly unsafe struct SpreadFactor : IFactor
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Read(float* first, int row, nint offset) => Vector512.Create(first[offset]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ReadHalf(float* first, int row, nint offset) => Vector256.Create(first[offset]);
}

/// <summary>A number for each lane.</summary>
internal readonly unsafe struct LaneFactor : IFactor
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Read(float* first, int row, nint offset) => Vector512.Load(first + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ReadHalf(float* first, int row, nint offset) => Vector256.Load(first + offset);
}

/// <summary>The distance between columns: constant where it can be, because then it stands in the instruction.</summary>
internal interface IStep
{
    static abstract nint Of(nint step);
}

/// <summary>The next vector.</summary>
internal readonly struct UnitStep : IStep
{
    public static nint Of(nint step) => LaneNetwork.Lanes;
}

/// <summary>As told.</summary>
internal readonly struct AnyStep : IStep
{
    public static nint Of(nint step) => step;
}
