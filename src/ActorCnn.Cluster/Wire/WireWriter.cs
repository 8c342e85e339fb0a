using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace ActorCnn.Cluster.Wire;

/// <summary>
/// Writes the members of a message one after the other, little-endian, so that writing and reading look alike; <see cref="WireReader"/> is
/// its mirror. It keeps to <see cref="WireLimits"/>. Not for several threads.
/// </summary>
public sealed class WireWriter
{
    private byte[] _bytes = new byte[256];
    private int _length;

    /// <summary>One byte.</summary>
    public WireWriter Byte(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    /// <summary>Four bytes.</summary>
    public WireWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);
        return this;
    }

    /// <summary>Eight bytes.</summary>
    public WireWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);
        return this;
    }

    /// <summary>Eight bytes; the same bits come out, those of a NaN too.</summary>
    public WireWriter Double(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    /// <summary>A name, path or address, as UTF-8 after its length.</summary>
    /// <exception cref="WireException">It is longer than <see cref="WireLimits.NameBytes"/>.</exception>
    public WireWriter Text(string value) => Utf8(value, WireLimits.NameBytes, shorten: false);

    /// <summary>A text as <see cref="Text"/> after a byte that says whether there is one.</summary>
    /// <exception cref="WireException">It is longer than <see cref="WireLimits.NameBytes"/>.</exception>
    public WireWriter OptionalText(string? value) => value is null ? Byte(0) : Byte(1).Text(value);

    /// <summary>A sentence for people. One that is too long is cut: better half a reason than a message lost.</summary>
    public WireWriter Sentence(string value) => Utf8(value, WireLimits.SentenceBytes, shorten: true);

    /// <summary>A list: its length, then each item.</summary>
    /// <exception cref="WireException">It has more than <see cref="WireLimits.Items"/> items.</exception>
    public WireWriter List<T>(ImmutableArray<T> items, Action<WireWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        ReadOnlySpan<T> span = items.AsSpan();
        Demand(span.Length, WireLimits.Items, "items in a list");
        Int32(span.Length);
        foreach (T item in span)
        {
            write(this, item);
        }

        return this;
    }

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _bytes[.._length];

    private WireWriter Utf8(string value, int maximum, bool shorten)
    {
        ArgumentNullException.ThrowIfNull(value);
        string text = shorten ? Shorten(value, maximum) : value;
        int bytes = Encoding.UTF8.GetByteCount(text);
        Demand(bytes, maximum, "bytes in a text");
        Int32(bytes);
        Encoding.UTF8.GetBytes(text, Take(bytes));
        return this;
    }

    private static string Shorten(string value, int maximum)
    {
        if (Encoding.UTF8.GetByteCount(value) <= maximum)
        {
            return value;
        }

        // A character takes at most three bytes in UTF-8, and a pair of surrogates four.
        int length = (maximum / 3) - 1;
        return string.Concat(value.AsSpan(0, char.IsHighSurrogate(value[length - 1]) ? length - 1 : length), "…");
    }

    private Span<byte> Take(int count)
    {
        Demand(_length + count, WireLimits.MessageBytes, "bytes in a message");
        if (_length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + count, 2 * _bytes.Length));
        }

        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }

    private static void Demand(int count, int maximum, string what)
    {
        if (count > maximum)
        {
            throw new WireException($"wire: a message is too large to send; expected at most {maximum} {what}, got {count}");
        }
    }
}
