using ActorCnn.TestKit;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCnn.Training.Tests.Workers;

public class WorkerActorTests : TrainingActorTest
{
    private static readonly Pass Step = new("run", PassKind.Gradient, 0, 0, 0);

    [Fact]
    public void Should_tell_its_node_what_it_had_in_hand_when_it_throws_and_work_again_after()
    {
        TestProbe node = CreateTestProbe("node");
        IActorRef worker = node.ChildActorOf(WorkerActor.Props(3, () => new ThrowsOnOddShards()), "worker", SupervisorStrategy.DefaultStrategy);
        worker.Tell(new ComputeShards(Step, new ShardRange(0, 1), 4));
        node.ExpectMsg(new WorkerFailed(3, new ComputeShards(Step, new ShardRange(0, 1), 4), "odd shard"));
        worker.Tell(new ComputeShards(Step, new ShardRange(0, 2), 1));
        node.ExpectMsg<ShardsComputed>(result => result.Work.Range == new ShardRange(0, 2));
    }

    [Fact]
    public void Should_compute_on_a_thread_of_its_own()
    {
        TestProbe node = CreateTestProbe("node");
        ThreadNames names = new();
        foreach (string name in new[] { "first", "second" })
        {
            IActorRef worker = node.ChildActorOf(
                WorkerActor.Props(0, () => names).WithDispatcher("actorcnn.worker-dispatcher"), name, SupervisorStrategy.DefaultStrategy);
            for (int shard = 0; shard < 2; shard++)
            {
                worker.Tell(new ComputeShards(Step, new ShardRange(0, shard), 1));
                node.ExpectMsg<ShardsComputed>();
            }
        }

        Assert.Equal(2, names.Threads.Count);
        Assert.DoesNotContain(names.Threads, thread => thread.IsThreadPoolThread);
    }

    private sealed class ThrowsOnOddShards : IShardComputer
    {
        public ShardsComputed Compute(int worker, ComputeShards work) => work.Range.Index % 2 == 1
            ? throw new InvalidOperationException("odd shard")
            : new ShardsComputed(worker, work, default, null);
    }

    private sealed class ThreadNames : IShardComputer
    {
        public HashSet<Thread> Threads { get; } = [];

        public ShardsComputed Compute(int worker, ComputeShards work)
        {
            lock (Threads)
            {
                Threads.Add(Thread.CurrentThread);
            }

            return new ShardsComputed(worker, work, default, null);
        }
    }
}
