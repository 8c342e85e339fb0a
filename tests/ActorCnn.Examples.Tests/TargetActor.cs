using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using Akka.Actor;

namespace ActorCnn.Examples.Tests;

// <actor>
/// <summary>Stops a run, with a checkpoint, once the test samples are told apart well enough.</summary>
public sealed class TargetActor : ReceiveActor
{
    public TargetActor(IActorRef coordinator, double accuracy) => Receive<EpochCompleted>(epoch =>
    {
        if (epoch.Test?.Accuracy >= accuracy)
        {
            coordinator.Tell(new StopRun(epoch.Run, $"accuracy {epoch.Test?.Accuracy:0.00}"));
        }
    });
}
// </actor>
