using ActorCnn.Training.Protocol;
using Akka.Actor;

namespace ActorCnn.Training.Coordination;

/// <summary>
/// Drives a run: a thin shell that hands each message to <see cref="CoordinatorState"/> and does what it decides. It never touches a
/// tensor.
/// </summary>
public sealed class CoordinatorActor : ReceiveActor
{
    private readonly IActorRef _parameters;
    private readonly IActorRef _reporter;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly Dictionary<string, IActorRef> _nodes = [];
    private CoordinatorState _state;

    /// <summary>Creates the shell; see <see cref="Props"/>.</summary>
    public CoordinatorActor(CoordinatorState initial, IActorRef parameters, IActorRef reporter, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_state, _parameters, _reporter, _time) = (initial, parameters, reporter, time);
        _startedAt = time.GetTimestamp();
        Receive<JoinRun>(OnJoin);
        Receive<Terminated>(OnTerminated);
        Receive<ITrainingMessage>(Decide);
    }

    /// <summary>How to create it.</summary>
    /// <param name="initial">The run where it starts.</param>
    /// <param name="parameters">The parameter actor.</param>
    /// <param name="reporter">Who is told of the run's events.</param>
    /// <param name="time">The clock.</param>
    public static Props Props(CoordinatorState initial, IActorRef parameters, IActorRef reporter, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new CoordinatorActor(initial, parameters, reporter, time));

    private void OnJoin(JoinRun join)
    {
        if (join.Run == _state.Run)
        {
            _nodes[join.Node] = Sender;
            Context.Watch(Sender);
        }

        Decide(join);
    }

    private void OnTerminated(Terminated terminated)
    {
        foreach ((string name, IActorRef node) in _nodes.ToArray())
        {
            if (node.Equals(terminated.ActorRef))
            {
                _nodes.Remove(name);
                Decide(new NodeLost(_state.Run, name));
            }
        }
    }

    private void Decide(ITrainingMessage message)
    {
        (_state, IReadOnlyList<CoordinatorEffect> effects) = _state.Handle(message, _time.GetElapsedTime(_startedAt));
        foreach (CoordinatorEffect effect in effects)
        {
            switch (effect)
            {
                case GrantToNode grant:
                    _nodes[grant.Node].Tell(grant.Grant);
                    break;
                case RequestCheckpoint checkpoint:
                    _parameters.Tell(checkpoint.Request);
                    break;
                case Publish publish:
                    _reporter.Tell(publish.Event);
                    break;
            }
        }
    }
}
