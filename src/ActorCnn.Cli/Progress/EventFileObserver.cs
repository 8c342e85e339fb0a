using ActorCnn.Formats.TensorBoard;
using ActorCnn.Networks;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Cli.Progress;

/// <summary>
/// Writes a run's event file for TensorBoard: after each epoch the numbers of <c>metrics.jsonl</c>, and where the test samples were
/// evaluated also the filters of the first convolution as an image and a histogram of each layer's weights. A point's step is the number
/// of updates made.
/// </summary>
internal sealed class EventFileObserver(string directory, Network network, WeightSnapshots snapshots, TimeProvider time)
    : IRunObserver, IDisposable
{
    private EventFile? _file;

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted started:
                // What the run did after the checkpoint that it goes on from, it does again.
                _file = EventFile.Create(directory, started.Position.Step == 0 ? 0 : started.Position.Step + 1, time);
                break;
            case EpochCompleted epoch:
                _file?.Write(epoch.Step, Summarize(epoch));
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private Summaries Summarize(EpochCompleted epoch)
    {
        Summaries summaries = new();
        summaries.AddScalar("train_loss", epoch.Train.Loss);
        summaries.AddScalar("learning_rate", epoch.LearningRate);
        summaries.AddScalar("samples_per_second", epoch.SamplesPerSecond);
        if (epoch.Test is { } test)
        {
            summaries.AddScalar("test_loss", test.Loss);
            summaries.AddScalar("test_accuracy", test.Accuracy);
            summaries.AddScalar("test_probability", test.Probability);
        }

        if (snapshots.Take(epoch.Step) is { } weights)
        {
            summaries.AddHistograms(network, weights);
            if (FilterGrid.Draw(network, weights) is { } filters)
            {
                summaries.AddImage("filters", filters);
            }
        }

        return summaries;
    }
}
