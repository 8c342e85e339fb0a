using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>The keys by which a configuration gives up the same weights for more speed: they are written only where it does.</summary>
internal static class ModeSettings
{
    private const string Synchronous = "synchronous";
    private const string Asynchronous = "asynchronous";
    private const string None = "none";
    private const string Float16 = "float16";
    private const string TopK = "top-k";
    private const double DefaultFraction = 0.01;
    private const double LeastFraction = 1e-6;
    private const int MostStaleness = 1_000_000;
    private const int NotGiven = -1;

    /// <summary>The name of a compression; null for none.</summary>
    public static string? NameOf(GradientCompression compression) => compression.Kind switch
    {
        CompressionKind.Float16 => Float16,
        CompressionKind.TopK => TopK,
        _ => null,
    };

    /// <summary>Reads <c>mode</c>, <c>staleness</c> and <c>compression</c> of the training.</summary>
    public static (int? Staleness, GradientCompression Compression) Read(Section training, LearningRateSchedule schedule)
    {
        bool isAsynchronous = training.Choice("mode", "mode", [Synchronous, Asynchronous], Synchronous) == Asynchronous;
        int staleness = training.Number("staleness", 0, MostStaleness, NotGiven);
        GradientCompression compression = ReadCompression(training);
        if (isAsynchronous && staleness == NotGiven)
        {
            training.Refuse(
                "staleness", "asynchronous training wants its bound", $"a whole number from 0 to {MostStaleness}", "nothing", "add 'staleness: 4'");
        }
        else if (!isAsynchronous && staleness != NotGiven)
        {
            training.Refuse(
                "staleness", "only asynchronous training has stale gradients", $"mode {Asynchronous}", $"mode {Synchronous}",
                "remove it, or add 'mode: asynchronous'");
        }

        if (isAsynchronous && schedule is PlateauSchedule)
        {
            training.Refuse(
                "mode", "asynchronous training has no plateau schedule", "another schedule", schedule.Type, "choose constant, step, cosine or one-cycle");
        }

        if (isAsynchronous && compression != GradientCompression.None)
        {
            training.Refuse(
                "compression", "asynchronous training sends no gradients: it is in one process", None, NameOf(compression)!, "leave compression out");
        }

        return (isAsynchronous ? staleness : null, compression);
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static IEnumerable<(string Key, SettingNode Value)> Write(TrainingSettings training)
    {
        if (training.Staleness is { } staleness)
        {
            yield return ("mode", Settings.Text(Asynchronous));
            yield return ("staleness", Settings.Number(staleness));
        }

        if (NameOf(training.Compression) is { } compression)
        {
            (string Key, SettingNode Value)[] fraction = compression == TopK ? [("fraction", Settings.Number(training.Compression.Fraction))] : [];
            yield return ("compression", Settings.Section([("type", Settings.Text(compression)), .. fraction]));
        }
    }

    private static GradientCompression ReadCompression(Section training)
    {
        if (training.OptionalChild("compression") is not { } section)
        {
            return GradientCompression.None;
        }

        GradientCompression compression = section.Choice("type", "compression", [None, Float16, TopK], None) switch
        {
            Float16 => GradientCompression.Float16,
            TopK => GradientCompression.TopK(section.Number("fraction", LeastFraction, 1.0, DefaultFraction)),
            _ => GradientCompression.None,
        };
        section.RefuseUnknownKeys();
        return compression;
    }
}
