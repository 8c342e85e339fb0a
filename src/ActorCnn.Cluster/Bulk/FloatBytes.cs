using System.Buffers;
using System.Runtime.InteropServices;

namespace ActorCnn.Cluster.Bulk;

/// <summary>Numbers in memory seen as bytes, so that a socket reads and writes them in place. All machines in use are little-endian.</summary>
internal sealed unsafe class FloatBytes(Memory<float> numbers) : MemoryManager<byte>
{
    public static Memory<byte> Of(Memory<float> numbers) => new FloatBytes(numbers).Memory;

    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<float> numbers) => Of(MemoryMarshal.AsMemory(numbers));

    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(numbers.Span);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        // Handed on with its owner, which alone knows how to let go.
        MemoryHandle handle = numbers.Pin();
        return new MemoryHandle((byte*)handle.Pointer + elementIndex, default, new Pinned(handle));
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Pinned(MemoryHandle handle) : IPinnable
    {
        public MemoryHandle Pin(int elementIndex) => throw new NotSupportedException();

        public void Unpin() => handle.Dispose();
    }
}
