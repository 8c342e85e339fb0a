using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using Akka.Actor;
using Akka.Configuration;

namespace ActorCnn.Training.Sessions;

/// <summary>Trains in this process: an actor system with a coordinator, a parameter actor, one node with its workers, and a reporter.</summary>
public static class TrainingSession
{
    /// <summary>Trains until the last epoch, a stop or a failure.</summary>
    /// <param name="job">What to train.</param>
    /// <param name="stopReason">Says why a stop was asked for, when it was.</param>
    /// <param name="stop">Asks for an orderly stop after the step in hand.</param>
    /// <returns>How it ended, and the weights then. Deterministic but for the times in it.</returns>
    public static async Task<TrainingResult> RunAsync(
        TrainingJob job, Func<string>? stopReason = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(job.Workers);
        RunMemory memory = new(job);
        TaskCompletionSource<RunEnded> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ActorSystem system = ActorSystem.Create("actorcnn", ActorConfiguration());
        IActorRef root = system.ActorOf(RunActor.Props(memory, ended), "run");
        using CancellationTokenRegistration registration =
            stop.Register(() => root.Tell(new StopRun(memory.Run, stopReason?.Invoke() ?? "request")));
        RunEnded end = await ended.Task.ConfigureAwait(false);
        await system.Terminate().ConfigureAwait(false);
        return new TrainingResult(end, memory.Store.Weights.ToArray());
    }

    /// <summary>The dispatchers and settings of the actors.</summary>
    public static Config ActorConfiguration()
    {
        using Stream stream = typeof(TrainingSession).Assembly.GetManifestResourceStream("ActorCnn.Training.Sessions.actors.conf")!;
        using StreamReader reader = new(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}

/// <summary>How a training ended.</summary>
/// <param name="End">The last event.</param>
/// <param name="Weights">The weights, in the network's buffer order.</param>
public sealed record TrainingResult(RunEnded End, float[] Weights);
