using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>One column of eight lanes, for processors whose widest vector that is: blocks are done twice, once for each half.</summary>
internal unsafe struct HalfColumns1 : IColumns<HalfColumns1>
{
    private Vector256<float> _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns1 Fill(float value)
    {
        HalfColumns1 result;
        result._first = Vector256.Create(value);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns1 Load(float* place, nint step)
    {
        HalfColumns1 result;
        result._first = Vector256.Load(place);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(HalfColumns1 columns, float* place, nint step)
    {
        columns._first.Store(place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns1 MultiplyAdd<TFactor>(HalfColumns1 columns, float* factor, int row, nint offset, HalfColumns1 sums)
        where TFactor : struct, IFactor
    {
        Vector256<float> value = TFactor.ReadHalf(factor, row, offset);
        HalfColumns1 result;
        result._first = Vector256.FusedMultiplyAdd(columns._first, value, sums._first);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns1 Relu(HalfColumns1 columns)
    {
        HalfColumns1 result;
        result._first = LaneRelu.Apply(columns._first);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns1 Mask(HalfColumns1 columns, HalfColumns1 by)
    {
        HalfColumns1 result;
        result._first = LaneRelu.Mask(by._first, columns._first);
        return result;
    }
}

/// <summary>Two columns of eight lanes.</summary>
internal unsafe struct HalfColumns2 : IColumns<HalfColumns2>
{
    private Vector256<float> _first, _second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns2 Fill(float value)
    {
        HalfColumns2 result;
        result._first = Vector256.Create(value);
        result._second = Vector256.Create(value);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns2 Load(float* place, nint step)
    {
        HalfColumns2 result;
        result._first = Vector256.Load(place);
        result._second = Vector256.Load(place + step);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(HalfColumns2 columns, float* place, nint step)
    {
        columns._first.Store(place);
        columns._second.Store(place + step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns2 MultiplyAdd<TFactor>(HalfColumns2 columns, float* factor, int row, nint offset, HalfColumns2 sums)
        where TFactor : struct, IFactor
    {
        Vector256<float> value = TFactor.ReadHalf(factor, row, offset);
        HalfColumns2 result;
        result._first = Vector256.FusedMultiplyAdd(columns._first, value, sums._first);
        result._second = Vector256.FusedMultiplyAdd(columns._second, value, sums._second);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns2 Relu(HalfColumns2 columns)
    {
        HalfColumns2 result;
        result._first = LaneRelu.Apply(columns._first);
        result._second = LaneRelu.Apply(columns._second);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns2 Mask(HalfColumns2 columns, HalfColumns2 by)
    {
        HalfColumns2 result;
        result._first = LaneRelu.Mask(by._first, columns._first);
        result._second = LaneRelu.Mask(by._second, columns._second);
        return result;
    }
}

/// <summary>Three columns of eight lanes.</summary>
internal unsafe struct HalfColumns3 : IColumns<HalfColumns3>
{
    private Vector256<float> _first, _second, _third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns3 Fill(float value)
    {
        HalfColumns3 result;
        result._first = Vector256.Create(value);
        result._second = Vector256.Create(value);
        result._third = Vector256.Create(value);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns3 Load(float* place, nint step)
    {
        HalfColumns3 result;
        result._first = Vector256.Load(place);
        result._second = Vector256.Load(place + step);
        result._third = Vector256.Load(place + (2 * step));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(HalfColumns3 columns, float* place, nint step)
    {
        columns._first.Store(place);
        columns._second.Store(place + step);
        columns._third.Store(place + (2 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns3 MultiplyAdd<TFactor>(HalfColumns3 columns, float* factor, int row, nint offset, HalfColumns3 sums)
        where TFactor : struct, IFactor
    {
        Vector256<float> value = TFactor.ReadHalf(factor, row, offset);
        HalfColumns3 result;
        result._first = Vector256.FusedMultiplyAdd(columns._first, value, sums._first);
        result._second = Vector256.FusedMultiplyAdd(columns._second, value, sums._second);
        result._third = Vector256.FusedMultiplyAdd(columns._third, value, sums._third);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns3 Relu(HalfColumns3 columns)
    {
        HalfColumns3 result;
        result._first = LaneRelu.Apply(columns._first);
        result._second = LaneRelu.Apply(columns._second);
        result._third = LaneRelu.Apply(columns._third);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HalfColumns3 Mask(HalfColumns3 columns, HalfColumns3 by)
    {
        HalfColumns3 result;
        result._first = LaneRelu.Mask(by._first, columns._first);
        result._second = LaneRelu.Mask(by._second, columns._second);
        result._third = LaneRelu.Mask(by._third, columns._third);
        return result;
    }
}
