using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Akka.Actor;

namespace ActorCnn.Cluster.Wire;

/// <summary>
/// Reads what <see cref="WireWriter"/> wrote, in the same order. It trusts nothing: every length is checked against its limit and against
/// what is left before memory is taken. Not for several threads.
/// </summary>
/// <param name="bytes">A message.</param>
/// <param name="resolve">Finds the actor of a path; null where messages hold no actors.</param>
public sealed class WireReader(byte[] bytes, Func<string, IActorRef>? resolve = null)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private int _position;

    /// <summary>One byte, at most a number.</summary>
    /// <exception cref="WireException">It is larger, or the message is at its end.</exception>
    public byte Byte(byte maximum = byte.MaxValue) => (byte)Within(Take(1)[0], 0, maximum);

    /// <summary>Four bytes, as a number between two others.</summary>
    /// <exception cref="WireException">It is outside, or the message is at its end.</exception>
    public int Int32(int minimum = 0, int maximum = int.MaxValue) =>
        (int)Within(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))), minimum, maximum);

    /// <summary>Eight bytes, as a number not below another.</summary>
    /// <exception cref="WireException">It is below, or the message is at its end.</exception>
    public long Int64(long minimum = 0) =>
        Within(BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))), minimum, long.MaxValue);

    /// <summary>Eight bytes, as any double.</summary>
    /// <exception cref="WireException">The message is at its end.</exception>
    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <summary>A name, path or address.</summary>
    /// <exception cref="WireException">It is too long, no UTF-8, or the message is at its end.</exception>
    public string Text() => Utf8(WireLimits.NameBytes);

    /// <summary>A name, path or address, or none.</summary>
    /// <exception cref="WireException">As for <see cref="Text"/>.</exception>
    public string? OptionalText() => Byte(maximum: 1) == 0 ? null : Text();

    /// <summary>A sentence for people.</summary>
    /// <exception cref="WireException">As for <see cref="Text"/>.</exception>
    public string Sentence() => Utf8(WireLimits.SentenceBytes);

    /// <summary>An actor.</summary>
    /// <exception cref="WireException">As for <see cref="Text"/>.</exception>
    public IActorRef Actor()
    {
        string path = Text();
        return resolve is null ? throw Malformed("no actor", path) : resolve(path);
    }

    /// <summary>A list.</summary>
    /// <param name="itemBytes">The fewest bytes that an item takes, at least one.</param>
    /// <param name="read">Reads an item.</param>
    /// <exception cref="WireException">More items are announced than allowed or than bytes are left.</exception>
    public ImmutableArray<T> List<T>(int itemBytes, Func<WireReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        int count = Int32(0, Math.Min(WireLimits.Items, (bytes.Length - _position) / itemBytes));
        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(read(this));
        }

        return items.MoveToImmutable();
    }

    /// <summary>Demands that all was read: more than a message is no message of this version.</summary>
    /// <exception cref="WireException">Something is left.</exception>
    public void End()
    {
        if (_position != bytes.Length)
        {
            throw Malformed("its end", $"{bytes.Length - _position} more bytes");
        }
    }

    private string Utf8(int maximum)
    {
        int length = Int32(0, Math.Min(maximum, bytes.Length - _position));
        try
        {
            return StrictUtf8.GetString(Take(length));
        }
        catch (DecoderFallbackException exception)
        {
            throw new WireException($"wire: malformed message at byte {_position}; expected UTF-8", exception);
        }
    }

    private long Within(long value, long minimum, long maximum) => value >= minimum && value <= maximum
        ? value
        : throw Malformed($"{minimum} to {maximum}", $"{value}");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _position)
        {
            throw Malformed($"{count} more bytes", "the end");
        }

        _position += count;
        return bytes.AsSpan(_position - count, count);
    }

    private WireException Malformed(string expected, string got) =>
        new($"wire: malformed message of {bytes.Length} bytes at byte {_position}; expected {expected}, got {got}");
}
