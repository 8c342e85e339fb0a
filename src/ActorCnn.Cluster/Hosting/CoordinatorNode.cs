using System.Security.Cryptography;
using System.Text;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Joining;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using Akka.Actor;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// The node that coordinates a run and keeps its parameters. It computes too, with workers of its own, and other nodes may join and leave
/// as long as it trains.
/// </summary>
/// <param name="settings">Where it listens.</param>
/// <param name="configuration">What is trained; other nodes get it from here.</param>
/// <param name="minimumNodes">Nodes that must have joined, this one counted, before the run starts.</param>
public sealed class CoordinatorNode(NodeSettings settings, RunConfiguration configuration, int minimumNodes)
{
    private static readonly TimeSpan GuestsMayTake = TimeSpan.FromSeconds(3);

    /// <summary>Trains until the last epoch, a stop or a failure, and tells the nodes.</summary>
    /// <param name="job">What to train.</param>
    /// <param name="stopReason">Says why a stop was asked for, when it was.</param>
    /// <param name="stop">Asks for an orderly stop after the step in hand.</param>
    /// <exception cref="Networks.InvalidInputException">The address may not be used, or is taken.</exception>
    public async Task<TrainingResult> TrainAsync(TrainingJob job, Func<string>? stopReason, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(job);
        RunMemory memory = new(job);
        byte[] config = Encoding.UTF8.GetBytes(configuration.ToYaml());
        BulkOptions options = new()
        {
            Token = RandomNumberGenerator.GetBytes(32),
            Tls = settings.Tls,
            Insecure = settings.Insecure,
            MaximumPayloadBytes = Math.Max(1024 * 1024, memory.Slices.Max(slice => slice.Length) * sizeof(float)),
        };
        RunTensors tensors = new(memory);
        RunBlobs blobs = new(config, job.Data);
        BulkHandlers handlers = new() { Gradients = tensors, Weights = tensors, Blobs = blobs };
        using ActorSystem system = NodeSystem.Start(settings, NodeSystem.CoordinatorRole);
        await using BulkServer bulk = BulkServer.Start(options, handlers, settings.Host, settings.BulkPort);
        TaskCompletionSource<RunEnded> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef run = system.ActorOf(RunActor.Props(memory, ended, ManyNodes.Of(minimumNodes)), RunName);
        system.ActorOf(ConnectionWatch.Props(run), "connections");
        IActorRef door = system.ActorOf(
            DoorActor.Props(new Welcome(
                memory.Run,
                BlobId.Of(config).ToString(),
                job.Data.Sha256,
                memory.Slices.Length,
                settings.Host,
                bulk.Port,
                Convert.ToHexStringLower(options.Token.Span))),
            DoorActor.Name);
        Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
        settings.OnReady(true);
        using CancellationTokenRegistration registration =
            stop.Register(() => run.Tell(new StopRun(memory.Run, stopReason?.Invoke() ?? "request")));
        await Task.WhenAny(ended.Task, system.WhenTerminated).ConfigureAwait(false);
        settings.OnReady(false);
        if (!ended.Task.IsCompleted)
        {
            return new TrainingResult(GivenUp(memory), memory.Store.Weights.ToArray());
        }

        RunEnded end = await ended.Task.ConfigureAwait(false);
        await SeeOffAsync(door, new RunOver(memory.Run, end.Outcome == RunOutcome.Completed, ReasonOf(end))).ConfigureAwait(false);
        await system.Terminate().ConfigureAwait(false);
        return new TrainingResult(end, memory.Store.Weights.ToArray());
    }

    /// <summary>The name of the run's actor below the user guardian.</summary>
    internal const string RunName = "run";

    private static string ReasonOf(RunEnded end) => end.Outcome switch
    {
        RunOutcome.Completed => "the run is completed",
        RunOutcome.Stopped => $"the run was {end.Reason}",
        _ => $"the run failed: {end.Reason}",
    };

    private static RunEnded GivenUp(RunMemory memory) => new()
    {
        Run = memory.Run,
        Outcome = RunOutcome.Failed,
        Reason = "the cluster has removed the coordinator's node; the checkpoints are whole",
        Position = memory.Job.Position,
        Test = null,
        Nodes = 0,
        Workers = 0,
    };

    // A node that hangs does not keep this one from ending.
    private static async Task SeeOffAsync(IActorRef door, RunOver over)
    {
        try
        {
            await door.Ask<object>(over, GuestsMayTake).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
        }
    }
}
