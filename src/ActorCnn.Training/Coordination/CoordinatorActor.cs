using ActorCnn.Training.Protocol;
using Akka.Actor;

namespace ActorCnn.Training.Coordination;

/// <summary>
/// Drives a run: a thin shell that hands each message to <see cref="CoordinatorState"/> and does what it decides. It never touches a
/// tensor.
/// </summary>
public sealed class CoordinatorActor : ReceiveActor, IWithTimers
{
    private readonly TimeSpan? _tick;
    private readonly IActorRef _checkpoints;
    private readonly IActorRef _reporter;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly Dictionary<string, IActorRef> _nodes = [];
    private IReadOnlyList<IActorRef> _parameters;
    private CoordinatorState _state;

    /// <summary>Creates the shell; see <see cref="Props"/>.</summary>
    public CoordinatorActor(
        CoordinatorState initial,
        IReadOnlyList<IActorRef> parameters,
        IActorRef reporter,
        TimeProvider time,
        TimeSpan? tick = null,
        IActorRef? checkpoints = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(time);
        _tick = tick;
        (_state, _parameters, _reporter, _time) = (initial, parameters, reporter, time);
        _checkpoints = checkpoints ?? parameters[0];
        _startedAt = time.GetTimestamp();
        Receive<JoinRun>(OnJoin);
        Receive<LeaveRun>(OnLeave);
        Receive<Terminated>(terminated => Lose(node => node.Equals(terminated.ActorRef)));
        Receive<AddressLost>(lost => Lose(node => node.Path.Address == lost.Address));
        Receive<CheckLateness>(_ => Do(_state.Tick(Now)));
        Receive<ITrainingMessage>(Decide);
    }

    /// <summary>How to create it.</summary>
    /// <param name="initial">The run where it starts.</param>
    /// <param name="parameters">The parameter actor of each slice; empty as long as nodes are to hold them.</param>
    /// <param name="reporter">Who is told of the run's events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tick">How often it looks for what is late; null where there is but one node.</param>
    /// <param name="checkpoints">Who writes checkpoints of all slices; null for the first of them.</param>
    public static Props Props(
        CoordinatorState initial,
        IReadOnlyList<IActorRef> parameters,
        IActorRef reporter,
        TimeProvider time,
        TimeSpan? tick = null,
        IActorRef? checkpoints = null) =>
        Akka.Actor.Props.Create(() => new CoordinatorActor(initial, parameters, reporter, time, tick, checkpoints));

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => _time.GetElapsedTime(_startedAt);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (_tick is { } interval)
        {
            Timers.StartPeriodicTimer(nameof(CheckLateness), CheckLateness.Now, interval);
        }
    }

    private void OnJoin(JoinRun join)
    {
        if (join.Run == _state.Run)
        {
            _nodes[join.Node] = Sender;
            Context.Watch(Sender);
        }

        Decide(join);
    }

    private void OnLeave(LeaveRun leave)
    {
        Decide(leave);

        // One that holds a slice of the parameters stays until that is in a checkpoint.
        if (leave.Run == _state.Run && !_state.Nodes.Any(node => node.Name == leave.Node) && _nodes.Remove(leave.Node, out IActorRef? left))
        {
            Context.Unwatch(left);
        }
    }

    private void Lose(Func<IActorRef, bool> isLost)
    {
        foreach ((string name, IActorRef node) in _nodes.ToArray())
        {
            if (isLost(node))
            {
                _nodes.Remove(name);
                Context.Unwatch(node);
                Decide(new NodeLost(_state.Run, name));
            }
        }
    }

    private void Decide(ITrainingMessage message) => Do(_state.Handle(message, Now));

    private void Do(CoordinatorState.Decision decision)
    {
        (_state, IReadOnlyList<CoordinatorEffect> effects) = decision;
        foreach (CoordinatorEffect effect in effects)
        {
            switch (effect)
            {
                case GrantToNode grant:
                    _nodes[grant.Node].Tell(grant.Grant);
                    break;
                case TellNode tell:
                    _nodes[tell.Node].Tell(tell.Message);
                    break;
                case RequestCheckpoint checkpoint:
                    _checkpoints.Tell(checkpoint.Request);
                    break;
                case RequestBest best:
                    _checkpoints.Tell(best.Request);
                    break;
                case TellSlices tell:
                    foreach (IActorRef slice in _parameters)
                    {
                        slice.Tell(tell.Message);
                    }

                    break;
                case UseSlices use:
                    _parameters = [.. use.Placed.Slices.Select(slice => slice.Owner)];
                    _checkpoints.Tell(use.Placed);
                    break;
                case AbandonRun abandon:
                    Context.Parent.Tell(abandon.Told);
                    break;
                case Publish publish:
                    _reporter.Tell(publish.Event);
                    break;
            }
        }
    }

    private sealed class CheckLateness : INoSerializationVerificationNeeded
    {
        public static readonly CheckLateness Now = new();
    }
}

/// <summary>The connection to another process broke: its nodes count as lost. One that lives joins again by itself.</summary>
/// <param name="Address">The process's address.</param>
public sealed record AddressLost(Address Address) : INoSerializationVerificationNeeded;
