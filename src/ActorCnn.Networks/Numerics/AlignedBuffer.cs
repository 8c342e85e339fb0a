namespace ActorCnn.Networks.Numerics;

/// <summary>
/// Single-precision numbers at a fixed, 64-byte aligned address, all zero at first. The memory belongs to the garbage collector, so it
/// cannot be used after it was freed; it never moves. Not synchronized.
/// </summary>
public sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;
    private readonly float[] _array;
    private readonly int _offset;

    /// <summary>Takes memory for <paramref name="length"/> numbers.</summary>
    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _array = GC.AllocateArray<float>(checked(length + (Alignment / sizeof(float))), pinned: true);
        nint address = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(
            ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_array));
        _offset = (int)((((address + Alignment - 1) & -Alignment) - address) / sizeof(float));
        Pointer = (float*)address + _offset;
    }

    /// <summary>How many numbers it holds.</summary>
    public int Length { get; }

    /// <summary>The address of the first number, valid as long as this object is reachable.</summary>
    public float* Pointer { get; }

    /// <summary>All numbers.</summary>
    public Span<float> Span => _array.AsSpan(_offset, Length);

    /// <summary>All numbers, as memory.</summary>
    public Memory<float> Memory => _array.AsMemory(_offset, Length);
}
