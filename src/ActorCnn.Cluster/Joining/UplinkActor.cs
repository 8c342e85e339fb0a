using System.Collections.Immutable;
using System.Diagnostics;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;
using Akka.Actor;
using Akka.Event;

namespace ActorCnn.Cluster.Joining;

/// <summary>
/// Stands for the coordinator and the parameters in a node that is elsewhere: the node's actor speaks to it as it would to them. It fetches
/// each version of the weights once, adds up what the workers computed of a granted range, and brings the sum to the slices.
/// </summary>
/// <remarks>
/// It asks for the next weights while the step is still computed, and names a sum while its tensor is on its way, so that no step waits
/// for one message after the other.
/// A message that is lost is made good: the node joins again every second, and weights that it waits for are asked for again then. A sum
/// that cannot be delivered is reported as a failure of its shards. What is late is the coordinator's business.
/// </remarks>
internal sealed class UplinkActor : ReceiveActor
{
    private const int Attempts = 3;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(200);

    // Where nodes hold the slices: time enough for the cluster to find that one of them is gone, which ends the run's actors.
    private static readonly TimeSpan HoldersMayTake = TimeSpan.FromSeconds(30);
    private readonly RunEntry _entry;
    private readonly string _name;
    private readonly RunKey _key;
    private readonly Action _onFirstGrant;
    private readonly Action _onFirstWeights;
    private readonly ActorSelection _coordinator;
    private readonly long[] _published;
    private readonly long[] _fetched;
    private readonly Asking?[] _asking;
    private readonly Dictionary<(int Attempt, ShardRange Range), GradientBuffer> _buffers = [];
    private readonly IActorRef _node;
    private readonly IActorRef _host;
    private readonly Func<PlacedSlice, ISliceTransport> _connect;
    private readonly bool _isSpread;
    private GrantedSums _sums = new();

    // Empty until it is known where the slices are.
    private SliceAccess[] _slices = [];
    private long _told = -1;
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
        _published = [.. entry.Slices.Select(_ => -1L)];
        _fetched = [.. entry.Slices.Select(_ => -1L)];
        _asking = new Asking?[entry.Slices.Length];
        Receive<JoinRun>(OnJoin);
        Receive<GrantShards>(OnGrant);
        Receive<SubscribeToWeights>(_ => AskForWeights());
        Receive<WeightsPublished>(OnPublished);
        Receive<HoldSlice>(_host.Forward);
        Receive<SlicesPlaced>(OnPlaced);
        Receive<Fetched>(OnFetched);
        Receive<GradientComputed>(OnGradient);
        Receive<Pushed>(OnPushed);
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
        foreach (Asking? asking in _asking)
        {
            asking?.GiveUp();
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
        if (_sums.Pass is { } pass && pass.Step > _told)
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

        if (grant.Pass != _sums.Pass)
        {
            // The pass before is over: nobody waits for what was added up of it.
            foreach (GradientBuffer buffer in _buffers.Values)
            {
                _entry.Replica.Exchange.Return(buffer);
            }

            _buffers.Clear();
        }

        _sums = _sums.Grant(grant, _entry.Replica.Schedule.PlanOf(grant.Pass).Shards);
        _node.Tell(grant);
    }

    private void OnPublished(WeightsPublished published)
    {
        if (published.Run == _entry.Run && published.Slice < _published.Length)
        {
            if (published.Step == _published[published.Slice])
            {
                // Told of it again, since it lacks it: what was asked for early may never come, as after a cut.
                _asking[published.Slice]?.GiveUpEarly();
            }

            _published[published.Slice] = Math.Max(_published[published.Slice], published.Step);
            Fetch(published.Slice, _published[published.Slice]);
        }
    }

    private void Fetch(int slice, long step)
    {
        if (_asking[slice] is null && step > _fetched[slice])
        {
            Asking asking = new(step > _published[slice]);
            _asking[slice] = asking;
            _slices[slice].Tensors.FetchWeightsAsync(
                new WeightsKey(_key, step, slice), _entry.Weights.Of(_entry.Slices[slice]), asking.Token).PipeTo(
                Self, success: () => new Fetched(slice, step, null), failure: exception => new Fetched(slice, step, exception));
        }
    }

    private void OnFetched(Fetched fetched)
    {
        using Asking asked = _asking[fetched.Slice]!;
        _asking[fetched.Slice] = null;
        long published = _published[fetched.Slice];
        if (fetched.Problem is not null)
        {
            // A newer version is fetched now, and one that was asked for too early; otherwise it is told of it once more when it joins again.
            if (published > fetched.Step || (asked.IsEarly && published == fetched.Step))
            {
                Fetch(fetched.Slice, published);
            }

            return;
        }

        _fetched[fetched.Slice] = fetched.Step;
        Fetch(fetched.Slice, Math.Max(published, fetched.Step + 1));
        if (fetched.Step > _told && Array.TrueForAll(_fetched, step => step == fetched.Step))
        {
            if (_told < 0)
            {
                _onFirstWeights();
            }

            _told = fetched.Step;
            _entry.OnWeights?.Invoke(fetched.Step);
            _node.Tell(new WeightsPublished(_entry.Run, fetched.Step));
        }
    }

    private void OnGradient(GradientComputed piece)
    {
        if (_entry.Replica.Exchange.Take(piece, 0) is not { } buffer)
        {
            return;
        }

        if (piece.Pass != _sums.Pass)
        {
            _entry.Replica.Exchange.Return(buffer);
            return;
        }

        // The same name twice has the same bits.
        if (_buffers.Remove((piece.Attempt, piece.Range), out GradientBuffer? twin))
        {
            _entry.Replica.Exchange.Return(twin);
        }

        _buffers[(piece.Attempt, piece.Range)] = buffer;
        Do(piece.Pass, piece.Attempt, _sums.Add(piece.Range, piece.Attempt, piece.Metrics));
    }

    private void OnFailed(ShardsFailed failed)
    {
        if (failed.Pass == _sums.Pass && failed.Pass.Kind == PassKind.Gradient)
        {
            Do(failed.Pass, failed.Attempt, _sums.Break(failed.Range, failed.Attempt));
        }

        _coordinator.Tell(failed, Self);
    }

    private void Do(Pass pass, int attempt, GrantedSums.Decision decision)
    {
        _sums = decision.State;
        foreach (ReductionTree.Join join in decision.Joins)
        {
            JoinHalves(attempt, join);
        }

        foreach (GrantedSums.Sum sum in decision.Ready)
        {
            if (_buffers.Remove((sum.Attempt, sum.Range), out GradientBuffer? buffer))
            {
                GradientComputed gradient = new(pass, sum.Range, sum.Attempt, sum.Metrics);
                PushAsync(_slices, gradient, buffer).PipeTo(
                    Self, success: () => new Pushed(gradient, buffer, null), failure: exception => new Pushed(gradient, buffer, exception));
                foreach (SliceAccess slice in _slices)
                {
                    slice.Owner.Tell(gradient, Self);
                }
            }
        }
    }

    private void JoinHalves(int attempt, ReductionTree.Join join)
    {
        _buffers.Remove((attempt, join.Parent.Left), out GradientBuffer? left);
        if (!join.LeftOnly)
        {
            _buffers.Remove((attempt, join.Parent.Right), out GradientBuffer? right);
            GradientSum.Join(left!.Span, right!.Span, _entry.Replica.Schedule.Compression);
            _entry.Replica.Exchange.Return(right);
        }

        _buffers[(attempt, join.Parent)] = left!;
    }

    private async Task PushAsync(SliceAccess[] slices, GradientComputed gradient, GradientBuffer buffer) => await Task.WhenAll(_entry.Slices.Select(async slice =>
    {
        GradientKey key = new(_key, gradient.Pass.Step, gradient.Range, gradient.Attempt, slice.Index);
        long began = Stopwatch.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await slices[slice.Index].Tensors.PushGradientAsync(
                    key,
                    buffer.Numbers.Memory.Slice(slice.First, slice.Length),
                    isHalf: _entry.Replica.Schedule.Compression == GradientCompression.Float16).ConfigureAwait(false);
                return;
            }
            catch (BulkException exception) when (exception is not BulkRefusedException
                && (attempt < Attempts || (_isSpread && Stopwatch.GetElapsedTime(began) < HoldersMayTake)))
            {
                await Task.Delay(BetweenAttempts).ConfigureAwait(false);
            }
        }
    })).ConfigureAwait(false);

    private void OnPushed(Pushed pushed)
    {
        _entry.Replica.Exchange.Return(pushed.Buffer);
        GradientComputed gradient = pushed.Gradient;

        // One that is refused is not wanted any more.
        if (pushed.Problem is not (null or BulkRefusedException))
        {
            string reason = $"the gradient could not be delivered: {pushed.Problem.Message.ReplaceLineEndings(" ")}";
            _coordinator.Tell(new ShardsFailed(gradient.Pass, gradient.Range, gradient.Attempt, _name, reason), Self);
        }
    }

    // A version of a slice that is on its way; early when it was asked for before it was published.
    private sealed class Asking(bool isEarly) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public bool IsEarly => isEarly;

        public CancellationToken Token => _stop.Token;

        public void GiveUp() => _stop.Cancel();

        public void GiveUpEarly()
        {
            if (isEarly)
            {
                GiveUp();
            }
        }

        public void Dispose() => _stop.Dispose();
    }

    private sealed record Fetched(int Slice, long Step, Exception? Problem) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record Pushed(GradientComputed Gradient, GradientBuffer Buffer, Exception? Problem) : INoSerializationVerificationNeeded;

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

/// <summary>What a node knows of the run that it takes part in.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Slices">How the parameters are cut.</param>
/// <param name="Weights">The node's copy of the weights.</param>
/// <param name="Replica">What its workers share; its exchange has one slice, the uplink.</param>
public sealed record RunEntry(string Run, ImmutableArray<ParameterSlice> Slices, WeightsCopy Weights, NodeReplica Replica)
{
    /// <summary>Wraps what the workers compute with.</summary>
    public Func<IShardComputer, IShardComputer> Computer { get; init; } = computer => computer;

    /// <summary>Is told of each version of the weights when it is here, as the number of updates in it.</summary>
    public Action<long>? OnWeights { get; init; }
}

/// <summary>How a node reaches the slices of the parameters, and what stands below its uplink.</summary>
/// <param name="Coordinator">Connections to the coordinator's process when that holds all slices; null when the nodes hold them.</param>
/// <param name="Connect">The way of tensors to a slice that a node holds.</param>
/// <param name="Host">How to create who takes slices here; null when the coordinator's process holds all.</param>
/// <param name="Node">How to create the node's actor, given who stands for the coordinator and the parameters.</param>
internal sealed record UplinkWays(
    BulkClient? Coordinator, Func<PlacedSlice, ISliceTransport> Connect, Props? Host, Func<IActorRef, Props> Node);
