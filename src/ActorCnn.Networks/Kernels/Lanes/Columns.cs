using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// Some vectors that stay in registers together: the columns of a block of sums, see <see cref="BlockProduct"/>. There is one type for
/// each number of columns because registers cannot be indexed. Those of this file hold all sixteen lanes, the half ones eight.
/// </summary>
internal unsafe interface IColumns<TSelf>
    where TSelf : struct, IColumns<TSelf>
{
    /// <summary>The same number everywhere.</summary>
    static abstract TSelf Fill(float value);

    /// <summary>Reads the columns, <paramref name="step"/> numbers apart.</summary>
    static abstract TSelf Load(float* place, nint step);

    /// <summary>Writes the columns, <paramref name="step"/> numbers apart.</summary>
    static abstract void Store(TSelf columns, float* place, nint step);

    /// <summary><c>columns factor + sums</c>, each rounded once; <see cref="IFactor"/> tells how the row's factor is found.</summary>
    static abstract TSelf MultiplyAdd<TFactor>(TSelf columns, float* factor, int row, nint offset, TSelf sums)
        where TFactor : struct, IFactor;

    /// <summary><c>max(columns, 0)</c>.</summary>
    static abstract TSelf Relu(TSelf columns);

    /// <summary>The columns where <paramref name="by"/> is above zero, else zero.</summary>
    static abstract TSelf Mask(TSelf columns, TSelf by);
}

/// <summary>One column.</summary>
internal unsafe struct Columns1 : IColumns<Columns1>
{
    private Vector512<float> _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns1 Fill(float value)
    {
        Columns1 result;
        result._first = Vector512.Create(value);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns1 Load(float* place, nint step)
    {
        Columns1 result;
        result._first = Vector512.Load(place);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Columns1 columns, float* place, nint step)
    {
        columns._first.Store(place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns1 MultiplyAdd<TFactor>(Columns1 columns, float* factor, int row, nint offset, Columns1 sums)
        where TFactor : struct, IFactor
    {
        Vector512<float> value = TFactor.Read(factor, row, offset);
        Columns1 result;
        result._first = Vector512.FusedMultiplyAdd(columns._first, value, sums._first);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns1 Relu(Columns1 columns)
    {
        Columns1 result;
        result._first = LaneRelu.Apply(columns._first);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns1 Mask(Columns1 columns, Columns1 by)
    {
        Columns1 result;
        result._first = LaneRelu.Mask(by._first, columns._first);
        return result;
    }
}

/// <summary>Two columns.</summary>
internal unsafe struct Columns2 : IColumns<Columns2>
{
    private Vector512<float> _first, _second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns2 Fill(float value)
    {
        Columns2 result;
        result._first = Vector512.Create(value);
        result._second = Vector512.Create(value);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns2 Load(float* place, nint step)
    {
        Columns2 result;
        result._first = Vector512.Load(place);
        result._second = Vector512.Load(place + step);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Columns2 columns, float* place, nint step)
    {
        columns._first.Store(place);
        columns._second.Store(place + step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns2 MultiplyAdd<TFactor>(Columns2 columns, float* factor, int row, nint offset, Columns2 sums)
        where TFactor : struct, IFactor
    {
        Vector512<float> value = TFactor.Read(factor, row, offset);
        Columns2 result;
        result._first = Vector512.FusedMultiplyAdd(columns._first, value, sums._first);
        result._second = Vector512.FusedMultiplyAdd(columns._second, value, sums._second);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns2 Relu(Columns2 columns)
    {
        Columns2 result;
        result._first = LaneRelu.Apply(columns._first);
        result._second = LaneRelu.Apply(columns._second);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns2 Mask(Columns2 columns, Columns2 by)
    {
        Columns2 result;
        result._first = LaneRelu.Mask(by._first, columns._first);
        result._second = LaneRelu.Mask(by._second, columns._second);
        return result;
    }
}

/// <summary>Three columns.</summary>
internal unsafe struct Columns3 : IColumns<Columns3>
{
    private Vector512<float> _first, _second, _third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns3 Fill(float value)
    {
        Columns3 result;
        result._first = Vector512.Create(value);
        result._second = Vector512.Create(value);
        result._third = Vector512.Create(value);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns3 Load(float* place, nint step)
    {
        Columns3 result;
        result._first = Vector512.Load(place);
        result._second = Vector512.Load(place + step);
        result._third = Vector512.Load(place + (2 * step));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Columns3 columns, float* place, nint step)
    {
        columns._first.Store(place);
        columns._second.Store(place + step);
        columns._third.Store(place + (2 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns3 MultiplyAdd<TFactor>(Columns3 columns, float* factor, int row, nint offset, Columns3 sums)
        where TFactor : struct, IFactor
    {
        Vector512<float> value = TFactor.Read(factor, row, offset);
        Columns3 result;
        result._first = Vector512.FusedMultiplyAdd(columns._first, value, sums._first);
        result._second = Vector512.FusedMultiplyAdd(columns._second, value, sums._second);
        result._third = Vector512.FusedMultiplyAdd(columns._third, value, sums._third);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns3 Relu(Columns3 columns)
    {
        Columns3 result;
        result._first = LaneRelu.Apply(columns._first);
        result._second = LaneRelu.Apply(columns._second);
        result._third = LaneRelu.Apply(columns._third);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns3 Mask(Columns3 columns, Columns3 by)
    {
        Columns3 result;
        result._first = LaneRelu.Mask(by._first, columns._first);
        result._second = LaneRelu.Mask(by._second, columns._second);
        result._third = LaneRelu.Mask(by._third, columns._third);
        return result;
    }
}

/// <summary>Four columns.</summary>
internal unsafe struct Columns4 : IColumns<Columns4>
{
    private Vector512<float> _first, _second, _third, _fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns4 Fill(float value)
    {
        Columns4 result;
        result._first = Vector512.Create(value);
        result._second = Vector512.Create(value);
        result._third = Vector512.Create(value);
        result._fourth = Vector512.Create(value);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns4 Load(float* place, nint step)
    {
        Columns4 result;
        result._first = Vector512.Load(place);
        result._second = Vector512.Load(place + step);
        result._third = Vector512.Load(place + (2 * step));
        result._fourth = Vector512.Load(place + (3 * step));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Columns4 columns, float* place, nint step)
    {
        columns._first.Store(place);
        columns._second.Store(place + step);
        columns._third.Store(place + (2 * step));
        columns._fourth.Store(place + (3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns4 MultiplyAdd<TFactor>(Columns4 columns, float* factor, int row, nint offset, Columns4 sums)
        where TFactor : struct, IFactor
    {
        Vector512<float> value = TFactor.Read(factor, row, offset);
        Columns4 result;
        result._first = Vector512.FusedMultiplyAdd(columns._first, value, sums._first);
        result._second = Vector512.FusedMultiplyAdd(columns._second, value, sums._second);
        result._third = Vector512.FusedMultiplyAdd(columns._third, value, sums._third);
        result._fourth = Vector512.FusedMultiplyAdd(columns._fourth, value, sums._fourth);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns4 Relu(Columns4 columns)
    {
        Columns4 result;
        result._first = LaneRelu.Apply(columns._first);
        result._second = LaneRelu.Apply(columns._second);
        result._third = LaneRelu.Apply(columns._third);
        result._fourth = LaneRelu.Apply(columns._fourth);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns4 Mask(Columns4 columns, Columns4 by)
    {
        Columns4 result;
        result._first = LaneRelu.Mask(by._first, columns._first);
        result._second = LaneRelu.Mask(by._second, columns._second);
        result._third = LaneRelu.Mask(by._third, columns._third);
        result._fourth = LaneRelu.Mask(by._fourth, columns._fourth);
        return result;
    }
}

/// <summary>Five columns.</summary>
internal unsafe struct Columns5 : IColumns<Columns5>
{
    private Vector512<float> _first, _second, _third, _fourth, _fifth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns5 Fill(float value)
    {
        Columns5 result;
        result._first = Vector512.Create(value);
        result._second = Vector512.Create(value);
        result._third = Vector512.Create(value);
        result._fourth = Vector512.Create(value);
        result._fifth = Vector512.Create(value);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns5 Load(float* place, nint step)
    {
        Columns5 result;
        result._first = Vector512.Load(place);
        result._second = Vector512.Load(place + step);
        result._third = Vector512.Load(place + (2 * step));
        result._fourth = Vector512.Load(place + (3 * step));
        result._fifth = Vector512.Load(place + (4 * step));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Columns5 columns, float* place, nint step)
    {
        columns._first.Store(place);
        columns._second.Store(place + step);
        columns._third.Store(place + (2 * step));
        columns._fourth.Store(place + (3 * step));
        columns._fifth.Store(place + (4 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns5 MultiplyAdd<TFactor>(Columns5 columns, float* factor, int row, nint offset, Columns5 sums)
        where TFactor : struct, IFactor
    {
        Vector512<float> value = TFactor.Read(factor, row, offset);
        Columns5 result;
        result._first = Vector512.FusedMultiplyAdd(columns._first, value, sums._first);
        result._second = Vector512.FusedMultiplyAdd(columns._second, value, sums._second);
        result._third = Vector512.FusedMultiplyAdd(columns._third, value, sums._third);
        result._fourth = Vector512.FusedMultiplyAdd(columns._fourth, value, sums._fourth);
        result._fifth = Vector512.FusedMultiplyAdd(columns._fifth, value, sums._fifth);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns5 Relu(Columns5 columns)
    {
        Columns5 result;
        result._first = LaneRelu.Apply(columns._first);
        result._second = LaneRelu.Apply(columns._second);
        result._third = LaneRelu.Apply(columns._third);
        result._fourth = LaneRelu.Apply(columns._fourth);
        result._fifth = LaneRelu.Apply(columns._fifth);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns5 Mask(Columns5 columns, Columns5 by)
    {
        Columns5 result;
        result._first = LaneRelu.Mask(by._first, columns._first);
        result._second = LaneRelu.Mask(by._second, columns._second);
        result._third = LaneRelu.Mask(by._third, columns._third);
        result._fourth = LaneRelu.Mask(by._fourth, columns._fourth);
        result._fifth = LaneRelu.Mask(by._fifth, columns._fifth);
        return result;
    }
}

/// <summary>Six columns.</summary>
internal unsafe struct Columns6 : IColumns<Columns6>
{
    private Vector512<float> _first, _second, _third, _fourth, _fifth, _sixth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns6 Fill(float value)
    {
        Columns6 result;
        result._first = Vector512.Create(value);
        result._second = Vector512.Create(value);
        result._third = Vector512.Create(value);
        result._fourth = Vector512.Create(value);
        result._fifth = Vector512.Create(value);
        result._sixth = Vector512.Create(value);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns6 Load(float* place, nint step)
    {
        Columns6 result;
        result._first = Vector512.Load(place);
        result._second = Vector512.Load(place + step);
        result._third = Vector512.Load(place + (2 * step));
        result._fourth = Vector512.Load(place + (3 * step));
        result._fifth = Vector512.Load(place + (4 * step));
        result._sixth = Vector512.Load(place + (5 * step));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Columns6 columns, float* place, nint step)
    {
        columns._first.Store(place);
        columns._second.Store(place + step);
        columns._third.Store(place + (2 * step));
        columns._fourth.Store(place + (3 * step));
        columns._fifth.Store(place + (4 * step));
        columns._sixth.Store(place + (5 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns6 MultiplyAdd<TFactor>(Columns6 columns, float* factor, int row, nint offset, Columns6 sums)
        where TFactor : struct, IFactor
    {
        Vector512<float> value = TFactor.Read(factor, row, offset);
        Columns6 result;
        result._first = Vector512.FusedMultiplyAdd(columns._first, value, sums._first);
        result._second = Vector512.FusedMultiplyAdd(columns._second, value, sums._second);
        result._third = Vector512.FusedMultiplyAdd(columns._third, value, sums._third);
        result._fourth = Vector512.FusedMultiplyAdd(columns._fourth, value, sums._fourth);
        result._fifth = Vector512.FusedMultiplyAdd(columns._fifth, value, sums._fifth);
        result._sixth = Vector512.FusedMultiplyAdd(columns._sixth, value, sums._sixth);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns6 Relu(Columns6 columns)
    {
        Columns6 result;
        result._first = LaneRelu.Apply(columns._first);
        result._second = LaneRelu.Apply(columns._second);
        result._third = LaneRelu.Apply(columns._third);
        result._fourth = LaneRelu.Apply(columns._fourth);
        result._fifth = LaneRelu.Apply(columns._fifth);
        result._sixth = LaneRelu.Apply(columns._sixth);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns6 Mask(Columns6 columns, Columns6 by)
    {
        Columns6 result;
        result._first = LaneRelu.Mask(by._first, columns._first);
        result._second = LaneRelu.Mask(by._second, columns._second);
        result._third = LaneRelu.Mask(by._third, columns._third);
        result._fourth = LaneRelu.Mask(by._fourth, columns._fourth);
        result._fifth = LaneRelu.Mask(by._fifth, columns._fifth);
        result._sixth = LaneRelu.Mask(by._sixth, columns._sixth);
        return result;
    }
}
