using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using Akka.Actor;
using Akka.Event;

namespace ActorCnn.Cluster.Joining;

/// <summary>
/// Stands for the coordinator and the parameters in a node that is elsewhere: the node's actor speaks to it as it would to them. It fetches
/// each version of the weights once, adds up what the workers computed of a granted range, and brings the sum to the slices.
/// </summary>
/// <remarks>
/// It asks for the next weights while the step is still computed, and a sum brings with it what the slice must know of it, so that no step
/// waits for a message between actors, which on busy cores takes longer than a tensor.
/// A message that is lost is made good: the node joins again every second, and weights that it waits for are asked for again then. A sum
/// that cannot be delivered is reported as a failure of its shards. What is late is the coordinator's business.
/// </remarks>
internal sealed class UplinkActor : ReceiveActor
{
    private readonly RunEntry _entry;
    private readonly string _name;
    private readonly RunKey _key;
    private readonly Action _onFirstGrant;
    private readonly Action _onFirstWeights;
    private readonly ActorSelection _coordinator;
    private readonly IActorRef _node;
    private readonly IActorRef _host;
    private readonly Func<PlacedSlice, ISliceTransport> _connect;
    private readonly bool _isSpread;
    private readonly OutgoingSums _sums;
    private readonly SumDelivery _delivery;

    // Of each slice the request for weights that is under way.
    private readonly CancellationTokenSource?[] _requests;
    private IncomingWeights _weights;

    // Empty until it is known where the slices are.
    private SliceAccess[] _slices = [];
    private bool _isLeaving;

    /// <summary>Creates the uplink; see <see cref="Props"/>.</summary>
    public UplinkActor(RunEntry entry, string name, Address coordinator, UplinkWays ways, Action onFirstGrant, Action onFirstWeights)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(ways);
        (_entry, _name, _key, _connect) = (entry, name, RunKey.Of(entry.Run), ways.Connect);
        (_onFirstGrant, _onFirstWeights) = (onFirstGrant, onFirstWeights);
        ActorPath run = SeatActor.PathAt(coordinator) / CoordinatorSeat.RunName;
        _coordinator = Context.ActorSelection(run / RunActor.CoordinatorName);
        if (ways.Coordinator is { } bulk)
        {
            _slices = [.. entry.Slices.Select(slice => new SliceAccess(Context.ActorSelection(run / RunActor.NameOfSlice(slice.Index)), bulk))];
        }

        _isSpread = ways.Coordinator is null;
        _host = ways.Host is { } host ? Context.ActorOf(host, "slices") : ActorRefs.Nobody;
        (_sums, _delivery) = (new OutgoingSums(entry.Replica), new SumDelivery(entry, _isSpread));
        (_weights, _requests) = (new IncomingWeights(entry.Slices.Length), new CancellationTokenSource?[entry.Slices.Length]);
        Receive<JoinRun>(OnJoin);
        Receive<GrantShards>(OnGrant);
        Receive<SubscribeToWeights>(_ => AskForWeights());
        Receive<WeightsPublished>(OnPublished);
        Receive<HoldSlice>(_host.Forward);
        Receive<SlicesPlaced>(OnPlaced);
        Receive<Fetched>(OnFetched);
        Receive<GradientComputed>(piece => Send(_sums.Add(piece)));
        Receive<Delivered>(OnDelivered);
        Receive<EvaluationComputed>(message => _coordinator.Tell(message, Self));
        Receive<NotFinite>(message => _coordinator.Tell(message, Self));
        Receive<GetNodeStatus>(message => _node.Tell(message));
        Receive<NodeStatus>(message => _coordinator.Tell(message, Self));
        Receive<ShardsFailed>(OnFailed);
        Receive<Leave>(_ => OnLeave());
        Receive<LeaveRun>(_ => Context.Parent.Tell(Left.Now));
        _node = Context.ActorOf(ways.Node(Self), "node");
    }

    /// <summary>How to create it.</summary>
    /// <param name="entry">What the node knows of the run.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="coordinator">Where the coordinator is.</param>
    /// <param name="ways">How it reaches the slices of the parameters, and its children.</param>
    /// <param name="onFirstGrant">Is called when the node has something to compute for the first time.</param>
    /// <param name="onFirstWeights">Is called when the node holds weights for the first time.</param>
    public static Props Props(
        RunEntry entry, string name, Address coordinator, UplinkWays ways, Action onFirstGrant, Action onFirstWeights) =>
        Akka.Actor.Props.Create(() => new UplinkActor(entry, name, coordinator, ways, onFirstGrant, onFirstWeights));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (CancellationTokenSource? request in _requests)
        {
            request?.Cancel();
        }

        base.PostStop();
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private void OnLeave()
    {
        // The node does not know that it leaves, and must not join again.
        _isLeaving = true;
        _coordinator.Tell(new LeaveRun(_entry.Run, _name), Self);
        if (!_isSpread)
        {
            Context.Parent.Tell(Left.Now);
        }
    }

    private void OnJoin(JoinRun join)
    {
        _coordinator.Tell(_isLeaving ? new LeaveRun(_entry.Run, _name) : join, Self);
        if (_sums.Pass is { } pass && pass.Step > _weights.Version)
        {
            AskForWeights();
        }
    }

    private void AskForWeights()
    {
        foreach (SliceAccess slice in _slices)
        {
            slice.Owner.Tell(new SubscribeToWeights(_entry.Run), Self);
        }
    }

    private void OnPlaced(SlicesPlaced placed)
    {
        if (placed.Run == _entry.Run && _slices.Length == 0 && placed.Slices.Length == _entry.Slices.Length)
        {
            _slices = [.. placed.Slices.Select(slice => new SliceAccess(slice.Owner, _connect(slice)))];
            AskForWeights();
        }
    }

    private void OnGrant(GrantShards grant)
    {
        if (grant.Run != _entry.Run || (_sums.Pass is { } pass && grant.Pass.Step < pass.Step))
        {
            return;
        }

        if (_sums.Pass is null)
        {
            _onFirstGrant();
        }

        _sums.Grant(grant);
        _node.Tell(grant);
    }

    private void OnPublished(WeightsPublished published)
    {
        if (published.Run == _entry.Run)
        {
            Do(published.Slice, _weights.Publish(published.Slice, published.Step));
        }
    }

    private void OnFetched(Fetched fetched)
    {
        _requests[fetched.Slice]!.Dispose();
        _requests[fetched.Slice] = null;
        Do(fetched.Slice, fetched.IsHere ? _weights.Receive(fetched.Slice) : _weights.Miss(fetched.Slice));
    }

    private void Do(int slice, IncomingWeights.Decision decision)
    {
        bool isFirst = _weights.Version < 0;
        _weights = decision.State;
        if (decision.GivesUp)
        {
            _requests[slice]!.Cancel();
        }

        if (decision.Asks is { } step)
        {
            Fetch(slice, step);
        }

        if (decision.IsWhole)
        {
            if (isFirst)
            {
                _onFirstWeights();
            }

            _entry.OnWeights?.Invoke(_weights.Version);
            _node.Tell(new WeightsPublished(_entry.Run, _weights.Version));
        }
    }

    private void Fetch(int slice, long step)
    {
        CancellationTokenSource request = new();
        _requests[slice] = request;
        _slices[slice].Tensors.FetchWeightsAsync(new WeightsKey(_key, step, slice), _entry.Weights.Of(_entry.Slices[slice]), request.Token)
            .PipeTo(Self, success: () => new Fetched(slice, IsHere: true), failure: _ => new Fetched(slice, IsHere: false));
    }

    private void OnFailed(ShardsFailed failed)
    {
        Send(_sums.Break(failed));
        _coordinator.Tell(failed, Self);
    }

    private void Send(IReadOnlyList<(GradientComputed Gradient, GradientBuffer Buffer)> sums)
    {
        foreach ((GradientComputed gradient, GradientBuffer buffer) in sums)
        {
            _delivery.DeliverAsync(_slices, gradient, buffer).PipeTo(
                Self, success: () => new Delivered(gradient, buffer, null), failure: exception => new Delivered(gradient, buffer, exception));
        }
    }

    private void OnDelivered(Delivered delivered)
    {
        _entry.Replica.Exchange.Return(delivered.Buffer);
        GradientComputed gradient = delivered.Gradient;

        // One that is refused is not wanted any more.
        if (delivered.Problem is not (null or BulkRefusedException))
        {
            string reason = $"the gradient could not be delivered: {delivered.Problem.Message.ReplaceLineEndings(" ")}";
            _coordinator.Tell(new ShardsFailed(gradient.Pass, gradient.Range, gradient.Attempt, _name, reason), Self);
        }
    }

    private sealed record Fetched(int Slice, bool IsHere) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record Delivered(GradientComputed Gradient, GradientBuffer Buffer, Exception? Problem) : INoSerializationVerificationNeeded;

    /// <summary>Hands back what the node has in hand: it leaves.</summary>
    public sealed class Leave : INoSerializationVerificationNeeded
    {
        public static readonly Leave Now = new();
    }

    /// <summary>The run does without the node: it may go.</summary>
    public sealed class Left : INoSerializationVerificationNeeded
    {
        public static readonly Left Now = new();
    }
}
