using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using Akka.Actor;

namespace ActorCnn.Cluster.Nodes;

/// <summary>
/// Takes the slices of the parameters that a node is to hold: fetches the state of each by its hash and starts its parameter actor. It
/// answers as often as it is asked, for the answer may be lost; a fetch that fails is tried again when it is asked again.
/// </summary>
internal sealed class SliceHostActor : ReceiveActor
{
    private readonly SliceHost _host;
    private readonly NodeAddress _address;
    private readonly Func<BlobId, int, Task<byte[]>> _fetch;
    private readonly Dictionary<int, IActorRef> _owners = [];
    private readonly HashSet<int> _fetching = [];

    /// <summary>Creates the host; see <see cref="Props"/>.</summary>
    public SliceHostActor(SliceHost host, NodeAddress address, Func<BlobId, int, Task<byte[]>> fetch)
    {
        (_host, _address, _fetch) = (host, address, fetch);
        Receive<HoldSlice>(OnHold);
        Receive<Fetched>(OnFetched);
    }

    /// <summary>How to create it.</summary>
    /// <param name="host">What the node knows of the run.</param>
    /// <param name="address">Where others reach the node's tensors.</param>
    /// <param name="fetch">Fetches a blob of at most so many bytes from the coordinator.</param>
    public static Props Props(SliceHost host, NodeAddress address, Func<BlobId, int, Task<byte[]>> fetch) =>
        Akka.Actor.Props.Create(() => new SliceHostActor(host, address, fetch));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private void OnHold(HoldSlice hold)
    {
        if (hold.Run != _host.Run || hold.Slice < 0 || hold.Slice >= _host.Slices.Length)
        {
            return;
        }

        if (_owners.TryGetValue(hold.Slice, out IActorRef? owner))
        {
            Sender.Tell(Held(hold.Slice, owner));
        }
        else if (_fetching.Add(hold.Slice))
        {
            IActorRef coordinator = Sender;
            _fetch(BlobId.Parse(hold.State), _host.MostBytes).PipeTo(
                Self, success: state => new Fetched(hold, coordinator, state), failure: _ => new Fetched(hold, coordinator, null));
        }
    }

    private void OnFetched(Fetched fetched)
    {
        HoldSlice hold = fetched.Hold;
        _fetching.Remove(hold.Slice);
        if (fetched.State is null)
        {
            return;
        }

        (ParameterSlice slice, ParameterStore store) = _host.Take(hold.Slice, fetched.State, hold.Step);
        ParameterState start = ParameterState.Create(hold.Run, _host.Schedule, hold.Step, _host.Slices.Length);
        IActorRef owner = Context.ActorOf(
            ParameterActor.Props(start, slice, store, _host.Exchange, _host.CheckpointsOf(slice)).WithDispatcher(RunActor.ControlDispatcher),
            RunActor.NameOfSlice(hold.Slice));
        owner.Tell(new UseCoordinator(hold.Run, fetched.Coordinator));
        _owners[hold.Slice] = owner;
        fetched.Coordinator.Tell(Held(hold.Slice, owner));
    }

    private SliceHeld Held(int slice, IActorRef owner) => new(_host.Run, new PlacedSlice(slice, owner, _address.Host, _address.Port));

    private sealed record Fetched(HoldSlice Hold, IActorRef Coordinator, byte[]? State) : INoSerializationVerificationNeeded;
}
