using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using Akka.Actor;

namespace ActorCnn.Training.Control;

/// <summary>
/// A handle on a run, by which others look at it and change its course while it trains. Everything is asked of the coordinator by a
/// message and takes effect between two steps: none of it alters the weights that a step leads to. Safe from any thread.
/// </summary>
public sealed class RunControl : IRunObserver
{
    private volatile Connection? _run;
    private TaskCompletionSource<RunStatus> _status = NewStatus();

    /// <summary>Called by the run when its actors are there.</summary>
    internal void Attach(string run, IActorRef actor, IWeights weights) => _run = new Connection(run, actor, weights);

    /// <summary>Asks for a change. Asking for what is so already does nothing.</summary>
    /// <param name="change">What to do.</param>
    /// <param name="by">Who asks; the run's log names it.</param>
    /// <returns>False while the run has not begun.</returns>
    public bool Ask(RunChange change, string by) => Tell(run => change switch
    {
        RunChange.Pause => new PauseRun(run, by),
        RunChange.Resume => new ResumeRun(run, by),
        RunChange.Checkpoint => new SaveCheckpoint(run, by),
        RunChange.Stop => new StopRun(run, by),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    });

    /// <summary>Asks that <see cref="RunStatus"/> and <see cref="NodeProgress"/> be told to the run's observers.</summary>
    /// <returns>False while the run has not begun.</returns>
    public bool AskStatus() => Tell(run => new GetRunStatus(run));

    /// <summary>Asks how the run stands, and waits for it.</summary>
    /// <param name="patience">How long.</param>
    /// <returns>Null when nothing was heard.</returns>
    public async Task<RunStatus?> GetStatusAsync(TimeSpan patience)
    {
        Task<RunStatus> next = Volatile.Read(ref _status).Task;
        return AskStatus() && await Task.WhenAny(next, Task.Delay(patience)).ConfigureAwait(false) == next
            ? await next.ConfigureAwait(false)
            : null;
    }

    /// <summary>
    /// A copy of the weights for somebody who looks at them: training goes on, so that some of them may be a step newer than others.
    /// </summary>
    /// <returns>Null while the run has not begun.</returns>
    public float[]? CopyWeights() => _run?.Weights.Weights.ToArray();

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        if (happened is RunStatus status)
        {
            Interlocked.Exchange(ref _status, NewStatus()).TrySetResult(status);
        }
    }

    private static TaskCompletionSource<RunStatus> NewStatus() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool Tell(Func<string, ITrainingMessage> message)
    {
        if (_run is not { } run)
        {
            return false;
        }

        run.Actor.Tell(message(run.Id));
        return true;
    }

    private sealed record Connection(string Id, IActorRef Actor, IWeights Weights);
}
