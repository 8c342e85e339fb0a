using System.Text.Json;
using System.Text.Json.Serialization;
using ActorCnn.Dashboard.Board;
using ActorCnn.Dashboard.Looks;

namespace ActorCnn.Dashboard.Hosting;

/// <summary>How updates and looks are written as JSON: names in camel case, NaN and infinity as null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(DoubleConverter), typeof(FloatConverter)])]
[JsonSerializable(typeof(BoardUpdate))]
[JsonSerializable(typeof(NetworkLook))]
internal sealed partial class PageJson : JsonSerializerContext;

/// <summary>A number that a page shows: what a float holds of it is enough.</summary>
internal sealed class DoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => FloatConverter.Write(writer, (float)value);
}

/// <summary>JSON has no NaN and no infinity.</summary>
internal sealed class FloatConverter : JsonConverter<float>
{
    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) => Write(writer, value);

    public static void Write(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
