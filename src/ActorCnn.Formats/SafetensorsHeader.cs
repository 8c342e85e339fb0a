using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorCnn.Networks;

namespace ActorCnn.Formats;

/// <summary>The JSON header of a safetensors file. Duplicate keys, missing members and members of another type are errors.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that is read, as in the reference implementation.</summary>
    public const int MaximumBytes = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private const string ValueType = "F32";
    private const int LongestShown = 80;

    /// <summary>Free text by name; null when the file has none.</summary>
    [JsonPropertyName(MetadataKey)]
    public Dictionary<string, string>? Metadata { get; set; }

    /// <summary>Every other member: a tensor by its name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Members { get; set; } = [];

    /// <summary>Writes the header for a network whose parameters follow in the order of their buffer.</summary>
    public static void Write(IBufferWriter<byte> writer, Network network, IReadOnlyDictionary<string, string> metadata)
    {
        using Utf8JsonWriter json = new(writer);
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject(MetadataKey);
            foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        foreach (NetworkTensor tensor in network.Tensors)
        {
            long begin = (long)tensor.Offset * sizeof(float);
            json.WritePropertyName(tensor.Name);
            JsonSerializer.Serialize(
                json,
                new SafetensorsEntry(ValueType, Sizes(tensor), [begin, begin + Bytes(tensor)]),
                SafetensorsJson.Default.SafetensorsEntry);
        }

        json.WriteEndObject();
    }

    /// <summary>Parses the header's bytes.</summary>
    /// <exception cref="InvalidInputException">They are not such a header.</exception>
    public static SafetensorsHeader Parse(byte[] json, string where)
    {
        try
        {
            SafetensorsHeader? header = JsonSerializer.Deserialize(json, SafetensorsJson.Default.SafetensorsHeader);
            return header is not null && json[0] == '{' && header.Metadata?.ContainsValue(null!) is not true
                ? header
                : throw Damaged(where, "the header cannot be read", "a JSON object of tensors", "something else");
        }
        catch (JsonException exception)
        {
            throw Unreadable(where, "the header", exception);
        }
    }

    /// <summary>
    /// The network's tensors in the order in which their values stand in the file, after a check that they are the file's tensors and
    /// fill its data without gap or overlap.
    /// </summary>
    /// <param name="network">Gives the names and shapes.</param>
    /// <param name="dataBytes">How many bytes follow the header.</param>
    /// <param name="where">The file's name, for messages.</param>
    /// <exception cref="InvalidInputException">They are not.</exception>
    public IReadOnlyList<NetworkTensor> InFileOrder(Network network, long dataBytes, string where)
    {
        List<(NetworkTensor Tensor, long Begin, long End)> placed = [];
        foreach (NetworkTensor tensor in network.Tensors)
        {
            SafetensorsEntry entry = Entry(tensor, where);
            (long begin, long end) = (entry.DataOffsets[0], entry.DataOffsets[1]);
            if (begin < 0 || end < begin || end > dataBytes || end - begin != Bytes(tensor))
            {
                throw Damaged(
                    where, $"tensor {tensor.Name} lies outside the data or has another size",
                    $"{Bytes(tensor)} bytes within 0 to {dataBytes}", $"{begin} to {end}");
            }

            placed.Add((tensor, begin, end));
        }

        string? foreign = Members.Keys.Except(network.Tensors.Select(tensor => tensor.Name)).FirstOrDefault();
        if (foreign is not null)
        {
            throw Unsuitable(where, $"tensor {Shown(foreign)} is not in the network", $"its {network.Tensors.Count}", $"{Members.Count}");
        }

        placed.Sort((left, right) => left.Begin.CompareTo(right.Begin));
        long position = 0;
        foreach ((NetworkTensor tensor, long begin, long end) in placed)
        {
            if (begin != position)
            {
                throw Damaged(where, $"gap or overlap before tensor {tensor.Name}", $"its data at {position}", $"{begin}");
            }

            position = end;
        }

        return position == dataBytes
            ? [.. placed.Select(place => place.Tensor)]
            : throw Damaged(where, "bytes after the last tensor", $"{position} bytes of data", $"{dataBytes}");
    }

    /// <summary>The error for a file that breaks the format.</summary>
    public static InvalidInputException Damaged(string where, string problem, string expected, string got) =>
        new(where, problem, expected, got, "give a whole safetensors file");

    // A tensor's entry, of the network's type and shape, with two offsets.
    private SafetensorsEntry Entry(NetworkTensor tensor, string where)
    {
        if (!Members.TryGetValue(tensor.Name, out JsonElement member))
        {
            throw Unsuitable(where, $"tensor {tensor.Name} is missing", $"{ValueType} {Shown(Sizes(tensor))}", "none");
        }

        SafetensorsEntry? entry;
        try
        {
            entry = member.Deserialize(SafetensorsJson.Default.SafetensorsEntry);
        }
        catch (JsonException exception)
        {
            throw Unreadable(where, $"tensor {tensor.Name}", exception);
        }

        if (entry is not { DataOffsets.Length: 2 })
        {
            throw Damaged(where, $"tensor {tensor.Name} has no place", "two data_offsets", $"{entry?.DataOffsets.Length ?? 0}");
        }

        if (entry.Dtype != ValueType)
        {
            throw Unsuitable(where, $"tensor {tensor.Name} has a type that is not read", ValueType, Shown(entry.Dtype));
        }

        return entry.Shape.SequenceEqual(Sizes(tensor))
            ? entry
            : throw Unsuitable(where, $"tensor {tensor.Name} has another shape", Shown(Sizes(tensor)), Shown(entry.Shape));
    }

    private static InvalidInputException Unsuitable(string where, string problem, string expected, string got) =>
        new(where, problem, expected, got, "give the weights of this network, or the configuration that they were trained with");

    private static InvalidInputException Unreadable(string where, string what, JsonException exception) => new(
        Damaged(where, $"{what} cannot be read", "JSON as the format has it", Shown(exception.Message)).Message, exception);

    private static long Bytes(NetworkTensor tensor) => (long)tensor.Shape.Count * sizeof(float);

    private static long[] Sizes(NetworkTensor tensor) => [.. tensor.Shape.Dimensions.Select(size => (long)size)];

    private static string Shown(long[] sizes) => Shown($"[{string.Join(", ", sizes.Take(LongestShown))}]");

    // What a file says is shown in part only, and never its control characters: the message is one line on somebody's terminal.
    private static string Shown(string text) =>
        string.Concat(text.Take(LongestShown).Select(c => char.IsControl(c) ? '?' : c)) + (text.Length > LongestShown ? "…" : "");
}

/// <summary>A tensor in the header.</summary>
/// <param name="Dtype">The type of its values.</param>
/// <param name="Shape">Its sizes, outermost first.</param>
/// <param name="DataOffsets">Where its bytes begin and end, counted from the header's end.</param>
internal sealed record SafetensorsEntry(string Dtype, long[] Shape, long[] DataOffsets);

/// <summary>How the header is read and written as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SafetensorsHeader))]
[JsonSerializable(typeof(SafetensorsEntry))]
internal sealed partial class SafetensorsJson : JsonSerializerContext;
