using System.Buffers.Binary;
using System.Text;

namespace ActorCnn.Formats.Tests.TensorBoard;

/// <summary>
/// A protocol buffer read without its schema, and without the library that wrote it: what stands in a field is known by its number.
/// </summary>
public sealed class WireMessage
{
    private readonly List<(int Field, ulong Number, byte[] Bytes)> _values = [];

    public WireMessage(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            ulong key = Varint(ref bytes);
            (int field, int type) = ((int)(key >> 3), (int)(key & 7));
            switch (type)
            {
                case 0:
                    _values.Add((field, Varint(ref bytes), []));
                    break;
                case 1:
                    _values.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8)), []));
                    break;
                case 2:
                    _values.Add((field, 0, Take(ref bytes, checked((int)Varint(ref bytes))).ToArray()));
                    break;
                case 5:
                    _values.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4)), []));
                    break;
                default:
                    throw new FormatException($"field {field} has wire type {type}");
            }
        }
    }

    public bool Has(int field) => _values.Any(value => value.Field == field);

    public IEnumerable<WireMessage> Messages(int field) => All(field).Select(value => new WireMessage(value.Bytes));

    public WireMessage Message(int field) => Assert.Single(Messages(field));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public byte[] Bytes(int field) => Assert.Single(All(field)).Bytes;

    // Numbers that are zero are not written.
    public long Number(int field) => (long)All(field).SingleOrDefault().Number;

    public float Single(int field) => BitConverter.UInt32BitsToSingle((uint)All(field).SingleOrDefault().Number);

    public double Double(int field) => BitConverter.UInt64BitsToDouble(All(field).SingleOrDefault().Number);

    public double[] Doubles(int field) =>
        [.. Bytes(field).Chunk(sizeof(double)).Select(bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes))];

    private IEnumerable<(int Field, ulong Number, byte[] Bytes)> All(int field) => _values.Where(value => value.Field == field);

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(ref bytes, 1)[0];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        ReadOnlySpan<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
