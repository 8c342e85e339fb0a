using System.Collections.Immutable;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Training.Coordination;

/// <summary>
/// What is asked of the run from outside: to pause, to go on, to write a checkpoint, to say how it stands. A pause lies between two steps,
/// so that the weights do not know of it.
/// </summary>
public sealed partial record CoordinatorState
{
    /// <summary>How many nodes that are gone are remembered.</summary>
    public const int GoneNodesKept = 32;

    /// <summary>Who asked for a pause; null when it shall go on.</summary>
    public string? PausedBy { get; init; }

    /// <summary>Who asked for a checkpoint that is not written yet; null when nobody did.</summary>
    public string? CheckpointBy { get; init; }

    /// <summary>The nodes that are gone, the newest last.</summary>
    public ImmutableList<GoneNode> Gone { get; init; } = [];

    // Since when nothing is granted; null while the run goes on.
    private TimeSpan? PausedSince { get; init; }

    private Decision OnPause(PauseRun pause) =>
        PausedBy is null ? new Decision(this with { PausedBy = pause.By }, []) : Unchanged;

    private Decision Pause(TimeSpan now)
    {
        CoordinatorState paused = this with { Phase = RunPhase.Paused, InHand = null, PausedSince = PausedSince ?? now };
        return new Decision(paused, PausedSince is null ? [Controlled(RunChange.Pause, PausedBy!, now)] : []);
    }

    private Decision OnResume(ResumeRun resume, TimeSpan now)
    {
        if (PausedBy is null)
        {
            return Unchanged;
        }

        // A pause is no time of training, and brings no checkpoint nearer.
        TimeSpan paused = PausedSince is { } since ? now - since : TimeSpan.Zero;
        CoordinatorState resumed = this with
        {
            PausedBy = null,
            PausedSince = null,
            StartedAt = StartedAt + paused,
            LastCheckpointAt = LastCheckpointAt + paused,
        };
        Publish told = resumed.Controlled(RunChange.Resume, resume.By, now);
        return (Phase == RunPhase.Paused ? resumed.Next(now) : new Decision(resumed, [])).After(told);
    }

    private Decision OnSaveCheckpoint(SaveCheckpoint save, TimeSpan now)
    {
        CoordinatorState asked = this with { CheckpointBy = CheckpointBy ?? save.By };
        return Phase == RunPhase.Paused ? asked.Checkpoint(now) : new Decision(asked, []);
    }

    private Decision OnGetStatus()
    {
        RunStatus status = new()
        {
            Run = Run,
            Phase = Phase,
            IsPauseAsked = PausedBy is not null,
            Position = Position,
            LearningRate = LearningRate,
            Nodes = [.. Nodes.Select(node => new NodeInRun(
                node.Name, node.Workers, Late.Contains(node.Name), InHand?.ShardsOf(node.Name) ?? 0))],
            Gone = Gone,
        };
        return new Decision(this, [new Publish(status), .. Nodes.Select(node => new TellNode(node.Name, new GetNodeStatus(Run)))]);
    }

    private Decision OnNodeStatus(NodeStatus status) => WorkersOf.ContainsKey(status.Node)
        ? new Decision(this, [new Publish(new NodeProgress { Run = Run, Status = status })])
        : Unchanged;

    private ImmutableList<GoneNode> GoneWith(GoneNode node) =>
        (Gone.Count < GoneNodesKept ? Gone : Gone.RemoveAt(0)).Add(node);

    private Publish Controlled(RunChange change, string by, TimeSpan now) => new(new RunControlled
    {
        Run = Run,
        Change = change,
        By = by,
        Position = Position with { ElapsedSeconds = Elapsed(now) },
    });
}
