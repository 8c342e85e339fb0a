using ActorCnn.Training.Reporting;

namespace ActorCnn.Training.Runs;

/// <summary>Appends a line to <c>metrics.jsonl</c> as each epoch completes.</summary>
internal sealed class MetricsObserver(MetricsWriter writer) : IRunObserver
{
    public void OnEvent(RunEvent happened)
    {
        if (happened is EpochCompleted epoch)
        {
            writer.Write(EpochMetrics.Of(epoch));
        }
    }
}
