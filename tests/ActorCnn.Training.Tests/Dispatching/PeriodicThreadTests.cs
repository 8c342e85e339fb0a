using ActorCnn.Training.Dispatching;
using Akka.Dispatch;

namespace ActorCnn.Training.Tests.Dispatching;

public sealed class PeriodicThreadTests
{
    [Fact]
    public void Should_lose_nothing_that_is_given_while_it_is_stopped_again_and_again()
    {
        PeriodicThread thread = new("periodic", TimeSpan.FromTicks(1));
        for (int round = 0; round < 2_000; round++)
        {
            using ManualResetEventSlim isDone = new();
            thread.Stop();
            thread.Enqueue(new Work(isDone.Set));
            Assert.True(isDone.Wait(TimeSpan.FromSeconds(30)), $"what was given in round {round} was not done");
        }

        thread.Stop();
    }

    private sealed class Work(Action work) : IRunnable
    {
        public void Run() => work();

        public void Execute() => work();
    }
}
