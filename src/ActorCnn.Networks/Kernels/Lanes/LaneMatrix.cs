using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>Sums over lanes, which lanes count, and rows made columns.</summary>
internal static unsafe class LaneMatrix
{
    private const int Size = LaneNetwork.Lanes;

    /// <summary>
    /// The sum of each vector's lanes along one fixed tree: <c>l + 8</c>, then <c>l + 4</c>, <c>l + 2</c>, <c>l + 1</c>.
    /// </summary>
    /// <param name="vectors"><c>[count][16]</c>.</param>
    /// <param name="sums">One number a vector, overwritten.</param>
    /// <param name="count">How many vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumLanes(float* vectors, float* sums, nint count)
    {
        for (nint i = 0; i < count; i++)
        {
            sums[i] = SumLanes(Vector512.Load(vectors + (i * Size)));
        }
    }

    /// <summary>The sum of a vector's lanes along the fixed tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumLanes(Vector512<float> vector)
    {
        Vector256<float> eight = vector.GetLower() + vector.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3));
        return two[0] + two[1];
    }

    /// <summary>All bits set in the first lanes, which hold samples, and none in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> UsedLanes(int samples) =>
        Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(samples)).AsSingle();

    /// <summary>Makes sixteen rows of sixteen numbers columns.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="rowStride">From a row to the next.</param>
    /// <param name="columns">The first row of the result, overwritten.</param>
    /// <param name="columnStride">From a row of the result to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* rows, nint rowStride, float* columns, nint columnStride)
    {
        if (!Avx512F.IsSupported)
        {
            Transpose(rows, rowStride, Size, Size, columns, columnStride);
            return;
        }

        // Two numbers of a row, then four, are brought together in each quarter of a vector; then quarters change places.
        Vector512<float>* quads = stackalloc Vector512<float>[Size];
        for (int i = 0; i < Size; i += 4)
        {
            Vector512<float> a = Vector512.Load(rows + (i * rowStride));
            Vector512<float> b = Vector512.Load(rows + ((i + 1) * rowStride));
            Vector512<float> c = Vector512.Load(rows + ((i + 2) * rowStride));
            Vector512<float> d = Vector512.Load(rows + ((i + 3) * rowStride));
            Vector512<double> abLow = Avx512F.UnpackLow(a, b).AsDouble();
            Vector512<double> abHigh = Avx512F.UnpackHigh(a, b).AsDouble();
            Vector512<double> cdLow = Avx512F.UnpackLow(c, d).AsDouble();
            Vector512<double> cdHigh = Avx512F.UnpackHigh(c, d).AsDouble();
            quads[i] = Avx512F.UnpackLow(abLow, cdLow).AsSingle();
            quads[i + 1] = Avx512F.UnpackHigh(abLow, cdLow).AsSingle();
            quads[i + 2] = Avx512F.UnpackLow(abHigh, cdHigh).AsSingle();
            quads[i + 3] = Avx512F.UnpackHigh(abHigh, cdHigh).AsSingle();
        }

        for (int i = 0; i < 4; i++)
        {
            Vector512<float> lowEven = Avx512F.Shuffle4x128(quads[i], quads[i + 4], 0b10_00_10_00);
            Vector512<float> lowOdd = Avx512F.Shuffle4x128(quads[i], quads[i + 4], 0b11_01_11_01);
            Vector512<float> highEven = Avx512F.Shuffle4x128(quads[i + 8], quads[i + 12], 0b10_00_10_00);
            Vector512<float> highOdd = Avx512F.Shuffle4x128(quads[i + 8], quads[i + 12], 0b11_01_11_01);
            Avx512F.Shuffle4x128(lowEven, highEven, 0b10_00_10_00).Store(columns + (i * columnStride));
            Avx512F.Shuffle4x128(lowOdd, highOdd, 0b10_00_10_00).Store(columns + ((i + 4) * columnStride));
            Avx512F.Shuffle4x128(lowEven, highEven, 0b11_01_11_01).Store(columns + ((i + 8) * columnStride));
            Avx512F.Shuffle4x128(lowOdd, highOdd, 0b11_01_11_01).Store(columns + ((i + 12) * columnStride));
        }
    }

    /// <summary>Makes rows columns, whatever their number and length.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="rowStride">From a row to the next.</param>
    /// <param name="rowCount">How many.</param>
    /// <param name="rowLength">Numbers in a row.</param>
    /// <param name="columns">The first row of the result, overwritten.</param>
    /// <param name="columnStride">From a row of the result to the next.</param>
    public static void Transpose(float* rows, nint rowStride, nint rowCount, nint rowLength, float* columns, nint columnStride)
    {
        for (nint i = 0; i < rowCount; i++)
        {
            for (nint j = 0; j < rowLength; j++)
            {
                columns[(j * columnStride) + i] = rows[(i * rowStride) + j];
            }
        }
    }

    /// <summary>Makes rows columns, in squares of sixteen as far as they go.</summary>
    public static void TransposeBlocked(float* rows, nint rowStride, nint rowCount, nint rowLength, float* columns, nint columnStride)
    {
        for (nint i = 0; i < rowCount; i += Size)
        {
            for (nint j = 0; j < rowLength; j += Size)
            {
                float* from = rows + (i * rowStride) + j;
                float* to = columns + (j * columnStride) + i;
                if (i + Size <= rowCount && j + Size <= rowLength)
                {
                    Transpose(from, rowStride, to, columnStride);
                }
                else
                {
                    Transpose(from, rowStride, nint.Min(Size, rowCount - i), nint.Min(Size, rowLength - j), to, columnStride);
                }
            }
        }
    }
}
