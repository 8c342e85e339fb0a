using ActorCnn.Training.Sessions;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace ActorCnn.Training.Tests;

/// <summary>
/// An actor system for one test, with the dispatchers of production. Every message is serialized and read back on its way, so that one
/// which could not cross a network fails here.
/// </summary>
public abstract class ActorTest : TestKit
{
    protected ActorTest()
        : base(ConfigurationFactory.ParseString(
            """
            akka.actor.serialize-messages = on
            akka.loglevel = WARNING
            akka.loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
            """)
            .WithFallback(TrainingSession.ActorConfiguration())
            .WithFallback(DefaultConfig))
    {
    }
}
