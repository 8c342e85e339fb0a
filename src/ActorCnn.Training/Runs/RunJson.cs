using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorCnn.Training.Runs;

/// <summary>How the records of a run's directory are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(FiniteNumberConverter)])]
[JsonSerializable(typeof(EpochMetrics))]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class RunJson : JsonSerializerContext;

/// <summary>JSON has no NaN and no infinity: both become null, and null becomes NaN.</summary>
internal sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override bool HandleNull => true;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.NaN
        : reader.TokenType == JsonTokenType.Number ? reader.GetDouble()
        : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
