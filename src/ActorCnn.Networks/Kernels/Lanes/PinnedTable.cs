using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>Distances that kernels read through a pointer. Its memory lives as long as the object and never moves. Immutable.</summary>
internal sealed unsafe class PinnedTable
{
    private readonly nint[] _entries;

    public PinnedTable(int count, Func<int, nint> entry)
    {
        _entries = GC.AllocateUninitializedArray<nint>(count, pinned: true);
        for (int i = 0; i < count; i++)
        {
            _entries[i] = entry(i);
        }

        Pointer = (nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_entries));
    }

    public nint* Pointer { get; }

    /// <summary>The places of a block's rows that are <paramref name="stride"/> numbers apart.</summary>
    public static PinnedTable Rows(nint stride) => new(BlockProduct.MaximumRows, row => row * stride);
}
