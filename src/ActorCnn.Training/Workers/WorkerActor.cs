using Akka.Actor;

namespace ActorCnn.Training.Workers;

/// <summary>
/// Computes one range of shards at a time, on a thread of its own. It keeps no state between ranges, so a restart loses nothing but the
/// range in hand, which its node is told of.
/// </summary>
public sealed class WorkerActor : ReceiveActor
{
    private readonly int _index;

    /// <summary>Creates the worker; see <see cref="Props"/>.</summary>
    public WorkerActor(int index, Func<IShardComputer> computer, Action<PackWeights> pack)
    {
        ArgumentNullException.ThrowIfNull(computer);
        _index = index;
        IShardComputer shards = computer();
        Receive<ComputeShards>(work => Context.Parent.Tell(shards.Compute(index, work)));
        Receive<PackWeights>(part =>
        {
            pack(part);
            Context.Parent.Tell(new WeightsPacked(index));
        });
    }

    /// <summary>How to create it.</summary>
    /// <param name="index">The worker's index in its node.</param>
    /// <param name="computer">What computes; made anew after each restart, on the worker's own thread.</param>
    /// <param name="pack">What makes weights ready; null where the node does it alone.</param>
    public static Props Props(int index, Func<IShardComputer> computer, Action<PackWeights>? pack = null)
    {
        Action<PackWeights> packing = pack ?? (_ => throw new InvalidOperationException("this worker packs no weights"));
        return Akka.Actor.Props.Create(() => new WorkerActor(index, computer, packing));
    }

    /// <summary>
    /// How its parent supervises it: restarted whenever it throws, since it keeps nothing; one that cannot be created fails the parent.
    /// </summary>
    public static SupervisorStrategy Supervision() => new OneForOneStrategy(exception => exception switch
    {
        ActorInitializationException => Directive.Escalate,
        _ => Directive.Restart,
    });

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        ArgumentNullException.ThrowIfNull(reason);
        string sentence = reason.Message.ReplaceLineEndings(" ");
        switch (message)
        {
            case ComputeShards work:
                Context.Parent.Tell(new WorkerFailed(_index, work, sentence));
                break;
            case PackWeights:
                Context.Parent.Tell(new PackingFailed(sentence));
                break;
        }

        base.PreRestart(reason, message);
    }
}
