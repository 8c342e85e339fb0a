using ActorCnn.Training.Runs;

namespace ActorCnn.Hosting;

/// <summary>The training run of a host, for whoever waits for it. Safe from any thread.</summary>
public sealed class HostedTraining
{
    private readonly TaskCompletionSource<RunResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal HostedTraining()
    {
    }

    /// <summary>
    /// How the run ended: completed, stopped with a checkpoint because the host stops, or failed. Faulted when it could not begin, or when
    /// its files could not be written.
    /// </summary>
    public Task<RunResult> Result => _result.Task;

    /// <summary>The run's directory, known once the host has started; null before.</summary>
    public string? Directory { get; internal set; }

    internal void End(RunResult result) => _result.TrySetResult(result);

    internal void Fail(Exception exception) => _result.TrySetException(exception);
}
