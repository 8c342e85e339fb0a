using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>The keys by which a configuration says when a figure is stuck, and which figure makes an epoch the best.</summary>
internal static class PatienceSettings
{
    private const string What = "metric";
    private const string KeepBest = "keep-best";
    private const string Yes = "true";
    private const string No = "false";

    /// <summary>Reads <c>monitor</c>, <c>patience</c> and <c>min-delta</c>.</summary>
    public static PatienceRule Read(Section section)
    {
        PatienceRule defaults = new();
        return new PatienceRule
        {
            Monitor = section.Choice("monitor", What, MonitoredMetrics.Names, defaults.Monitor.NameOf()) is { } name
                ? MonitoredMetrics.Parse(name)
                : defaults.Monitor,
            Patience = section.Number("patience", 1, int.MaxValue, defaults.Patience),
            MinDelta = section.Number("min-delta", 0.0, 1e9, defaults.MinDelta),
        };
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static IEnumerable<(string Key, SettingNode Value)> Write(PatienceRule rule) =>
    [
        ("monitor", Settings.Text(rule.Monitor.NameOf())),
        ("patience", Settings.Number(rule.Patience)),
        ("min-delta", Settings.Number(rule.MinDelta)),
    ];

    /// <summary>Reads <c>early-stopping</c> and <c>keep-best</c> of the training.</summary>
    public static (PatienceRule? EarlyStopping, MonitoredMetric? KeepBest) ReadEnds(Section training)
    {
        PatienceRule? stopping = null;
        if (training.OptionalChild("early-stopping") is { } section)
        {
            stopping = Read(section);
            section.RefuseUnknownKeys();
        }

        return (stopping, training.Choice(KeepBest, What, [No, Yes, .. MonitoredMetrics.Names], No) switch
        {
            null or No => null,
            Yes => stopping?.Monitor ?? MonitoredMetric.TestAccuracy,
            { } name => MonitoredMetrics.Parse(name),
        });
    }

    /// <summary>Writes what <see cref="ReadEnds"/> reads.</summary>
    public static IEnumerable<(string Key, SettingNode Value)> WriteEnds(TrainingSettings training)
    {
        if (training.EarlyStopping is { } stopping)
        {
            yield return ("early-stopping", Settings.Section(Write(stopping)));
        }

        yield return (KeepBest, training.KeepBest is { } monitor ? Settings.Text(monitor.NameOf()) : Settings.Flag(false));
    }
}
