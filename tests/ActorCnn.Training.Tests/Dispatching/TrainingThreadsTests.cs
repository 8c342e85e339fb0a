using System.Collections.Concurrent;
using ActorCnn.Training.Dispatching;
using Akka.Dispatch;

namespace ActorCnn.Training.Tests.Dispatching;

public sealed class TrainingThreadsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void Should_do_what_a_worker_is_given_in_order_also_after_it_slept()
    {
        TrainingThread thread = new TrainingThreads().Start();
        ConcurrentQueue<int> done = new();
        for (int i = 0; i < 200; i++)
        {
            // Every other piece is waited for, and some of the waits outlast the thread's spinning.
            int number = i;
            using ManualResetEventSlim isDone = new();
            thread.Enqueue(new Work(() => done.Enqueue(number)));
            thread.Enqueue(new Work(isDone.Set));
            Assert.True(isDone.Wait(Limit), $"piece {i} was not done");
            Thread.SpinWait(i % 3 == 0 ? 200_000 : 1);
        }

        thread.Pool.Stop(thread);
        Assert.Equal(Enumerable.Range(0, 200), done);
    }

    [Fact]
    public void Should_lose_nothing_that_many_threads_give_to_many()
    {
        TrainingThreads pool = new();
        TrainingThread[] threads = [pool.Start(), pool.Start(), pool.Start()];
        using CountdownEvent left = new(4 * 3_000 * 2);
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 3_000; i++)
            {
                threads[i % 3].Enqueue(new Work(() => left.Signal()));
                Assert.True(pool.TryRunControl(new Work(() => left.Signal())));
            }
        });

        Assert.True(left.Wait(Limit), $"{left.CurrentCount} pieces of work were not done");
        Array.ForEach(threads, pool.Stop);
    }

    [Fact]
    public void Should_run_an_actor_that_decides_on_the_thread_that_told_it_before_that_computes_on()
    {
        TrainingThreads pool = new();
        TrainingThread thread = pool.Start();
        ConcurrentQueue<string> done = new();
        using ManualResetEventSlim isDone = new();
        thread.Enqueue(new Work(() =>
        {
            done.Enqueue("compute");
            thread.Enqueue(new Work(() =>
            {
                done.Enqueue("compute on");
                isDone.Set();
            }));
            pool.TryRunControl(new Work(() => done.Enqueue(TrainingThread.Current == thread ? "decide here" : "decide elsewhere")));
        }));

        Assert.True(isDone.Wait(Limit));
        pool.Stop(thread);
        Assert.Equal(["compute", "decide here", "compute on"], done);
    }

    [Fact]
    public void Should_finish_what_it_was_given_when_it_is_stopped()
    {
        TrainingThreads pool = new();
        TrainingThread thread = pool.Start();
        using ManualResetEventSlim mayGo = new();
        using CountdownEvent left = new(10);
        thread.Enqueue(new Work(() => mayGo.Wait(Limit)));
        for (int i = 0; i < 10; i++)
        {
            thread.Enqueue(new Work(() => left.Signal()));
        }

        pool.Stop(thread);
        mayGo.Set();

        Assert.True(left.Wait(Limit));
        Assert.False(pool.TryRunControl(new Work(() => { })));
    }

    private sealed class Work(Action work) : IRunnable
    {
        public void Run() => work();

        public void Execute() => work();
    }
}
