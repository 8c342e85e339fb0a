using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using Akka.Actor;
using Akka.Configuration;

namespace ActorCnn.TestKit;

/// <summary>
/// An actor system for one test, with the dispatchers of production. Every message is serialized and read back on its way, so that one
/// which could not cross a network fails here. A message is waited for ten seconds, so that a busy machine fails no test.
/// </summary>
public abstract class TrainingActorTest : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Starts the actor system.</summary>
    protected TrainingActorTest()
        : base(ConfigurationFactory.ParseString(
            """
            akka.actor.serialize-messages = on
            akka.loglevel = WARNING
            akka.loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
            akka.test.single-expect-default = 10s
            """)
            .WithFallback(TrainingSession.ActorConfiguration())
            .WithFallback(DefaultConfig))
    {
    }

    /// <summary>Trains in this test's actor system, to the end.</summary>
    /// <param name="job">What to train, as of <see cref="SmallJob"/>.</param>
    /// <exception cref="TimeoutException">It did not end in half a minute.</exception>
    protected async Task<TrainingResult> TrainAsync(TrainingJob job)
    {
        RunMemory memory = new(job);
        TaskCompletionSource<RunEnded> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef run = Sys.ActorOf(RunActor.Props(memory, ended));
        RunEnded end = await ended.Task.WaitAsync(Patience).ConfigureAwait(false);
        Sys.Stop(run);
        return new TrainingResult(end, memory.Store.Weights.ToArray());
    }
}
