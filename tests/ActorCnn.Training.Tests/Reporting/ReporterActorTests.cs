using ActorCnn.TestKit;
using ActorCnn.Training.Reporting;
using Akka.Actor;

namespace ActorCnn.Training.Tests.Reporting;

public class ReporterActorTests : TrainingActorTest
{
    [Fact]
    public void Should_go_on_without_an_observer_that_throws_and_tell_the_others()
    {
        Recorder recorder = new(TestActor);
        IActorRef reporter = Sys.ActorOf(ReporterActor.Props([new Broken(), recorder]));
        reporter.Tell(new RunWarning { Run = "run", Message = "first" });
        Assert.Contains("Broken reports no longer: disk full", ExpectMsg<RunWarning>().Message, StringComparison.Ordinal);
        ExpectMsg<RunWarning>(warning => warning.Message == "first");
        reporter.Tell(new RunWarning { Run = "run", Message = "second" });
        ExpectMsg<RunWarning>(warning => warning.Message == "second");
    }

    private sealed class Broken : IRunObserver
    {
        public void OnEvent(RunEvent happened) => throw new IOException("disk full");
    }

    private sealed class Recorder(IActorRef target) : IRunObserver
    {
        public void OnEvent(RunEvent happened) => target.Tell(happened);
    }
}
