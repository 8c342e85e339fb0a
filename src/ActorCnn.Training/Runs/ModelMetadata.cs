using System.Globalization;
using System.Text.Json;
using ActorCnn.Data;
using ActorCnn.Networks;

namespace ActorCnn.Training.Runs;

/// <summary>
/// What <c>model.safetensors</c> says of its weights, as free text by name: with <c>config.yaml</c> all that is needed to use them, the
/// data not among it.
/// </summary>
public sealed record ModelMetadata
{
    private const string MeanKey = "normalization_mean";
    private const string DeviationKey = "normalization_deviation";

    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary>The classes in the order of the network's outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The shape of a sample.</summary>
    public required Shape Input { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>SHA-256 of what the weights depend on in the configuration.</summary>
    public required string ConfigSha256 { get; init; }

    /// <summary>SHA-256 of the data that they were trained on.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>SHA-256 of the weights, see <see cref="Network.Sha256"/>.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>How samples are normalized for its weights; null for not at all.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>The metadata as text by name.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        Dictionary<string, string> metadata = new()
        {
            ["name"] = Name,
            ["classes"] = JsonSerializer.Serialize(Classes),
            ["input_shape"] = JsonSerializer.Serialize<int[]>([Input.Channels, Input.Height, Input.Width]),
            ["epochs"] = Epochs.ToString(CultureInfo.InvariantCulture),
            ["config_sha256"] = ConfigSha256,
            ["data_sha256"] = DataSha256,
            ["weights_sha256"] = WeightsSha256,
            ["actorcnn_version"] = typeof(ModelMetadata).Assembly.GetName().Version?.ToString(3) ?? "",
        };
        if (Normalization is not null)
        {
            metadata[MeanKey] = JsonSerializer.Serialize(Normalization.Means);
            metadata[DeviationKey] = JsonSerializer.Serialize(Normalization.Deviations);
        }

        return metadata;
    }

    /// <summary>Reads what <see cref="ToDictionary"/> gives.</summary>
    /// <param name="metadata">Text by name.</param>
    /// <param name="where">The file's name, for messages.</param>
    /// <exception cref="InvalidInputException">Something is missing or is not what it should be.</exception>
    public static ModelMetadata Parse(IReadOnlyDictionary<string, string> metadata, string where)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        string?[]? classes = FromJson<string?[]>("classes", "a JSON array of names");
        int[]? input = FromJson<int[]>("input_shape", "[channels, height, width]");
        return new ModelMetadata
        {
            Name = Text("name"),
            Classes = classes switch
            {
                null or [] => throw Wrong("classes", "at least one", "none"),
                _ when classes.Contains(null) => throw Wrong("classes", "names", "a class without one"),
                _ => [.. classes.Select(name => name!)],
            },
            Input = input is [int channels, int height, int width] && new Shape(channels, height, width) is { IsValid: true } shape
                ? shape
                : throw Wrong("input_shape", "[channels, height, width]", Text("input_shape")),
            Epochs = FromJson<int>("epochs", "a whole number"),
            ConfigSha256 = Text("config_sha256"),
            DataSha256 = Text("data_sha256"),
            WeightsSha256 = Text("weights_sha256"),
            Normalization = ReadNormalization(),
        };

        Normalization? ReadNormalization()
        {
            if (!metadata.ContainsKey(MeanKey) && !metadata.ContainsKey(DeviationKey))
            {
                return null;
            }

            const string Expected = "a number for each channel, deviations above 0";
            double[] means = FromJson<double[]>(MeanKey, Expected) ?? [];
            double[] deviations = FromJson<double[]>(DeviationKey, Expected) ?? [];
            try
            {
                return means.Length == input[0] ? new Normalization([.. means], [.. deviations]) : throw Wrong(MeanKey, Expected, Text(MeanKey));
            }
            catch (ArgumentException)
            {
                throw Wrong(DeviationKey, Expected, Text(DeviationKey));
            }
        }

        string Text(string key) => metadata.TryGetValue(key, out string? text) ? text : throw Wrong(key, "text", "nothing");

        T? FromJson<T>(string key, string expected)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(Text(key));
            }
            catch (JsonException)
            {
                throw Wrong(key, expected, Text(key));
            }
        }

        InvalidInputException Wrong(string key, string expected, string got) => new(
            where, $"its metadata say nothing usable of {key}", expected, got, "give a model that actorcnn has trained");
    }
}
