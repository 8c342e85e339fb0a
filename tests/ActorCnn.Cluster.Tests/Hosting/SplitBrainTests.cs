using System.Diagnostics;
using ActorCnn.Cluster.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Remote;
using Akka.Remote.Transport;

namespace ActorCnn.Cluster.Tests.Hosting;

/// <summary>
/// Three nodes in one process, with the product's own settings but for shorter waits. Whatever parts them, the seat
/// is taken elsewhere, and where it was it is lost; but it is not for a worker that the seat is lost.
/// </summary>
public sealed class SplitBrainTests : IAsyncLifetime
{
    private const string ShortWaits =
        """
        akka.remote.dot-netty.tcp.applied-adapters = ["trttl"]
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 3s
        akka.cluster.split-brain-resolver.stable-after = 1s
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<Node> _nodes = [];

    public async Task InitializeAsync()
    {
        await JoinAsync(NodeSystem.CoordinatorRole);
        await _nodes[0].Taken.WaitAsync(Patience);
    }

    public Task DisposeAsync() => Task.WhenAll(_nodes.Select(node => node.System.Terminate()));

    [Fact]
    public async Task Should_stop_the_side_without_the_majority_and_move_the_seat_to_the_other()
    {
        await JoinAsync(NodeSystem.CoordinatorRole);
        await JoinAsync(NodeSystem.CoordinatorRole);
        Task<bool[]> cut = Task.WhenAll(_nodes[1..].SelectMany(other => (Task<bool>[])[Cut(_nodes[0], other), Cut(other, _nodes[0])]));
        Assert.All(await cut.WaitAsync(Patience), Assert.True);
        await Task.WhenAll(_nodes[0].System.WhenTerminated, _nodes[0].Lost, _nodes[1].Taken).WaitAsync(Patience);
        Assert.False(_nodes[1].System.WhenTerminated.IsCompleted);
        Assert.False(_nodes[2].System.WhenTerminated.IsCompleted);
        Assert.False(_nodes[2].Taken.IsCompleted);
    }

    [Fact]
    public async Task Should_move_the_seat_at_once_when_its_node_is_known_to_be_dead()
    {
        await JoinAsync(NodeSystem.CoordinatorRole);
        await JoinAsync(NodeSystem.CoordinatorRole);

        // It lives, in truth: so it must stop by itself before the next takes its place.
        Address dead = _nodes[0].Cluster.SelfAddress;
        KnownDeaths deaths = new();
        deaths.Report(new NodeAddress(dead.Host, dead.Port!.Value));
        NodeSystem.Heed(deaths, _nodes[1].System);
        Task first = await Task.WhenAny(_nodes[0].Lost, _nodes[1].Taken).WaitAsync(Patience);
        Assert.Same(_nodes[0].Lost, first);
        await _nodes[1].Taken.WaitAsync(Patience);
    }

    [Fact]
    public async Task Should_remove_the_worker_when_it_quarrels_with_the_only_one_that_may_coordinate()
    {
        await JoinAsync(NodeSystem.WorkerRole);
        await JoinAsync(NodeSystem.WorkerRole);

        using Inbox inbox = Inbox.Create(_nodes[2].System);
        _nodes[2].Cluster.Subscribe(
            inbox.Receiver, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.UnreachableMember), typeof(ClusterEvent.MemberDowned));

        // Both reach the other worker, which tells each of them what the other says.
        bool[] cut = await Task.WhenAll(Cut(_nodes[0], _nodes[1]), Cut(_nodes[1], _nodes[0])).WaitAsync(Patience);
        Assert.All(cut, Assert.True);
        Assert.IsType<ClusterEvent.UnreachableMember>(await inbox.ReceiveAsync(Patience));
        long doubted = Stopwatch.GetTimestamp();
        ClusterEvent.MemberDowned? downed;
        while ((downed = await inbox.ReceiveAsync(Patience) as ClusterEvent.MemberDowned) is null)
        {
            // The other end of the quarrel may say so too.
        }

        // It had the time of a quarrel, which neither took for a cut: that is decided after one second.
        Assert.Equal(_nodes[1].Cluster.SelfAddress, downed.Member.Address);
        Assert.InRange(Stopwatch.GetElapsedTime(doubted), TimeSpan.FromSeconds(2), Patience);
        await _nodes[1].System.WhenTerminated.WaitAsync(Patience);
        Assert.False(_nodes[0].Lost.IsCompleted);
        Assert.False(_nodes[0].System.WhenTerminated.IsCompleted);
        Assert.False(_nodes[2].System.WhenTerminated.IsCompleted);
    }

    private async Task JoinAsync(string role)
    {
        Node node = new(NodeSystem.Start(new NodeSettings(), role, ConfigurationFactory.ParseString(ShortWaits)));
        _nodes.Add(node);
        await node.Cluster.JoinAsync(_nodes[0].Cluster.SelfAddress).WaitAsync(Patience);
    }

    // Messages and heartbeats get lost, as when a cable is pulled.
    private static Task<bool> Cut(Node from, Node to) => ((IRemoteActorRefProvider)((ExtendedActorSystem)from.System).Provider).Transport.ManagementCommand(
        new SetThrottle(to.Cluster.SelfAddress, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance));

    private sealed class Node
    {
        public Node(ActorSystem system)
        {
            System = system;
            (Taken, Lost) = Cluster.SelfRoles.Contains(NodeSystem.CoordinatorRole)
                ? CoordinatorSeat.WaitFor(system)
                : (new TaskCompletionSource<IActorRef>().Task, Task.CompletedTask);
        }

        public ActorSystem System { get; }

        public Akka.Cluster.Cluster Cluster => Akka.Cluster.Cluster.Get(System);

        public Task<IActorRef> Taken { get; }

        public Task Lost { get; }
    }
}
