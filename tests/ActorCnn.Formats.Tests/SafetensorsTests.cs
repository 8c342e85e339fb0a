using System.Buffers.Binary;
using System.Text;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Formats.Tests;

/// <summary>Files against the format's own page, by hand: what is written byte for byte, and what others may write.</summary>
public sealed class SafetensorsTests
{
    private const string WholeHeader =
        """{"layers.0.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"layers.0.bias":"""
        + """{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""";

    // Two tensors: layers.0.weight [2, 1] and layers.0.bias [2].
    private static readonly Network Dense = Network.Create(Shape.Flat(1), [new DenseLayer(2)]);

    [Fact]
    public void Should_write_the_bytes_that_the_format_asks_for()
    {
        using MemoryStream stream = new();
        Safetensors.Write(stream, Dense, [1f, -2f, 0.5f, 0f], new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });

        string header = """{"__metadata__":{"a":"1","b":"2"},""" + WholeHeader[1..];
        header = header.PadRight((header.Length + 7) / 8 * 8);
        byte[] data = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F, 0, 0, 0, 0];
        Assert.Equal(File(header, data), stream.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Should_begin_the_values_at_a_multiple_of_eight_whatever_the_length_of_the_header(int length)
    {
        using MemoryStream stream = new();
        Safetensors.Write(stream, Dense, [1f, 2f, 3f, 4f], new Dictionary<string, string> { ["k"] = new string('v', length) });

        Assert.Equal(0, (stream.Length - 16) % 8);
        stream.Position = 0;
        Assert.Equal([1f, 2f, 3f, 4f], Safetensors.Read(stream, Dense));
    }

    [Fact]
    public void Should_read_tensors_in_any_order_and_without_metadata_as_other_programs_write_them()
    {
        byte[] file = File(
            """{ "layers.0.bias": {"data_offsets": [0, 8], "shape": [2], "dtype": "F32"}, "layers.0.weight":"""
            + """ {"dtype": "F32", "shape": [2, 1], "data_offsets": [8, 16]} }""",
            [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F, 0, 0, 0, 0]);

        Assert.Equal([0.5f, 0f, 1f, -2f], Safetensors.Read(new MemoryStream(file), Dense));
        Assert.Empty(Safetensors.ReadMetadata(new MemoryStream(file)));
    }

    [Fact]
    public void Should_give_the_metadata_back()
    {
        Dictionary<string, string> metadata = new() { ["step"] = "500", ["name"] = "grüße \"x\"\n" };
        using MemoryStream stream = new();
        Safetensors.Write(stream, Dense, [1f, 2f, 3f, 4f], metadata);
        stream.Position = 0;

        Assert.Equal(metadata, Safetensors.ReadMetadata(stream));
    }

    [Fact]
    public void Should_refuse_to_write_a_buffer_of_another_length() =>
        Assert.Throws<ArgumentException>(
            () => Safetensors.Write(new MemoryStream(), Dense, new float[5], new Dictionary<string, string>()));

    [Theory]
    [InlineData("layers.0.bias", "layers.0.byass", "tensor layers.0.bias is missing; expected F32 [2], got none")]
    [InlineData("[2,1]", "[1,2]", "tensor layers.0.weight has another shape; expected [2, 1], got [1, 2]")]
    [InlineData("[2]", "[]", "tensor layers.0.bias has another shape; expected [2], got []")]
    [InlineData("F32", "F16", "tensor layers.0.weight has a type that is not read; expected F32, got F16")]
    [InlineData("}}", "},\"extra\\n\":{}}", "tensor extra? is not in the network; expected its 2, got 3")]
    [InlineData("[8,16]", "[8,20]", "lies outside the data or has another size; expected 8 bytes within 0 to 16, got 8 to 20")]
    [InlineData("[8,16]", "[-8,0]", "lies outside the data")]
    [InlineData("[8,16]", "[16,8]", "lies outside the data")]
    [InlineData("[8,16]", "[9223372036854775807,-9223372036854775801]", "lies outside the data")]
    [InlineData("[8,16]", "[4,12]", "gap or overlap before tensor layers.0.bias; expected its data at 8, got 4")]
    [InlineData("[0,8]", "[8,16]", "gap or overlap before tensor")]
    [InlineData("[8,16]", "[8,16,24]", "tensor layers.0.bias has no place; expected two data_offsets, got 3")]
    [InlineData("[8,16]", "[8,16.0]", "tensor layers.0.bias cannot be read")]
    [InlineData("[8,16]", "[8,99999999999999999999]", "tensor layers.0.bias cannot be read")]
    [InlineData("\"shape\":[2],", "", "tensor layers.0.bias cannot be read")]
    [InlineData("\"shape\":[2]", "\"shape\":null", "tensor layers.0.bias cannot be read")]
    [InlineData("\"shape\":[2]", "\"shape\":[2],\"shape\":[2]", "the header cannot be read")]
    [InlineData("layers.0.bias", "layers.0.weight", "the header cannot be read")]
    [InlineData("}}", "}", "the header cannot be read")]
    [InlineData("}}", "}} x", "the header cannot be read")]
    [InlineData("{\"layers.0.weight", " {\"layers.0.weight", "the header cannot be read")]
    [InlineData("{\"layers.0.weight", "{\"__metadata__\":{\"a\":1},\"layers.0.weight", "the header cannot be read")]
    [InlineData("{\"layers.0.weight", "{\"__metadata__\":{\"a\":null},\"layers.0.weight", "the header cannot be read")]
    [InlineData("{\"layers.0.weight", "{\"__metadata__\":{\"a\":\"1\",\"a\":\"1\"},\"layers.0.weight", "the header cannot be read")]
    [InlineData("{\"layers.0.weight", "{\"\\ud800\":{},\"layers.0.weight", "the header cannot be read")]
    public void Should_name_what_is_wrong_in_one_line(string part, string wrong, string message)
    {
        int position = WholeHeader.IndexOf(part, StringComparison.Ordinal);
        string header = string.Concat(WholeHeader.AsSpan(0, position), wrong, WholeHeader.AsSpan(position + part.Length));

        AssertRefused(File(header, new byte[16]), message);
    }

    [Theory]
    [InlineData(15, "lies outside the data")]
    [InlineData(17, "bytes after the last tensor; expected 16 bytes of data, got 17")]
    public void Should_refuse_data_that_is_not_as_long_as_the_tensors(int length, string message) =>
        AssertRefused(File(WholeHeader, new byte[length]), message);

    [Theory]
    [InlineData(new byte[0], "the file is too short; expected at least 8 bytes, got 0")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0 }, "the file is too short")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 }, "the header cannot be read")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "the header is too long; expected at most 2 bytes, got 3")]
    [InlineData(
        new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}' },
        "the header is too long; expected at most 2 bytes, got 18446744073709551615")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'"', 255, (byte)'"' }, "the header cannot be read")]
    [InlineData(new byte[] { 4, 0, 0, 0, 0, 0, 0, 0, (byte)'n', (byte)'u', (byte)'l', (byte)'l' }, "the header cannot be read")]
    public void Should_refuse_a_file_whose_start_is_damaged(byte[] file, string message) => AssertRefused(file, message);

    private static void AssertRefused(byte[] file, string message)
    {
        InvalidInputException exception =
            Assert.Throws<InvalidInputException>(() => Safetensors.Read(new MemoryStream(file), Dense, "model.safetensors"));
        Assert.StartsWith("model.safetensors: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains("; fix: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", exception.Message, StringComparison.Ordinal);
    }

    private static byte[] File(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }
}
