using ActorCnn.Cluster.Bulk;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using Akka.Actor;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// Gathers the slices of the parameters from the nodes that hold them and writes a checkpoint of all. Each slice keeps its state after the
/// step under its hash; it is asked for until it has come, for words and connections may be lost, and no step is made meanwhile.
/// </summary>
internal sealed class GatherActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(1);
    private readonly Gathering _gathering;
    private readonly HashSet<int> _fetching = [];
    private byte[]?[] _states = [];
    private SlicesPlaced? _placed;
    private Order? _order;
    private RunSnapshot _newest;

    /// <summary>Creates it; see <see cref="Props"/>.</summary>
    public GatherActor(Gathering gathering, RunSnapshot start)
    {
        (_gathering, _newest) = (gathering, start);
        Receive<SlicesPlaced>(placed => _placed = placed);
        Receive<WriteCheckpoint>(request => Begin(request, request.Position));
        Receive<KeepBest>(request => Begin(request, request.Position));
        Receive<CheckpointWritten>(OnKept);
        Receive<Fetched>(OnFetched);
        Receive<AskAgain>(_ => Ask());
    }

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to create it.</summary>
    /// <param name="gathering">What it needs.</param>
    /// <param name="start">The run where it starts.</param>
    public static Props Props(Gathering gathering, RunSnapshot start) => Akka.Actor.Props.Create(() => new GatherActor(gathering, start));

    private void Begin(ITrainingMessage request, RunPosition position)
    {
        _order = new Order(request, position, Sender);
        if (position.Step == _newest.Position.Step || _placed is null)
        {
            Write();
            return;
        }

        _states = new byte[_gathering.Slices.Count][];
        _fetching.Clear();
        Ask();
        Timers.StartPeriodicTimer(nameof(AskAgain), AskAgain.Now, BetweenQuestions);
    }

    private void Ask()
    {
        foreach (PlacedSlice slice in _placed!.Slices)
        {
            if (_order is { } order && _states[slice.Slice] is null && !_fetching.Contains(slice.Slice))
            {
                slice.Owner.Tell(new WriteCheckpoint(_placed.Run, order.Position), Self);
            }
        }
    }

    private void OnKept(CheckpointWritten kept)
    {
        if (_order?.Position.Step == kept.Step && kept.Path is { } hash && kept.Slice >= 0 && kept.Slice < _states.Length
            && _states[kept.Slice] is null && _fetching.Add(kept.Slice))
        {
            PlacedSlice slice = _placed!.Slices[kept.Slice];
            _gathering.Fetch(new NodeAddress(slice.Host, slice.Port), BlobId.Parse(hash)).PipeTo(
                Self, success: state => new Fetched(kept, state), failure: _ => new Fetched(kept, null));
        }
    }

    private void OnFetched(Fetched fetched)
    {
        if (_order?.Position.Step != fetched.Kept.Step)
        {
            return;
        }

        _fetching.Remove(fetched.Kept.Slice);
        _states[fetched.Kept.Slice] = fetched.State;
        if (Array.TrueForAll(_states, state => state is not null))
        {
            Timers.Cancel(nameof(AskAgain));
            _newest = RunSnapshot.Join(_order.Position, _gathering.Slices, _states!, _gathering.Planes);
            _states = [];
            Write();
        }
    }

    private void Write()
    {
        Order order = _order!;
        _order = null;
        if (order.Request is WriteCheckpoint checkpoint)
        {
            _newest = _newest.At(order.Position);
            _gathering.Saved(_newest);
            order.Asker.Tell(_gathering.Writer.Answer(checkpoint, _newest));
        }
        else
        {
            order.Asker.Tell(_gathering.Writer.Answer((KeepBest)order.Request, _newest));
        }
    }

    private sealed record Order(ITrainingMessage Request, RunPosition Position, IActorRef Asker);

    private sealed record Fetched(CheckpointWritten Kept, byte[]? State) : INoSerializationVerificationNeeded;

    private sealed class AskAgain : INoSerializationVerificationNeeded
    {
        public static readonly AskAgain Now = new();
    }
}
