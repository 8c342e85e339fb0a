using ActorCnn.Networks.Metrics;
using ActorCnn.TestKit;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using Akka.Serialization;

namespace ActorCnn.Training.Tests.Protocol;

/// <summary>Every message of the protocol crosses the actor system's serializer and comes out as it went in.</summary>
public class MessageSerializationTests : TrainingActorTest
{
    private const string Run = "run \"é\"";
    private static readonly Pass Step = new(Run, PassKind.Gradient, long.MaxValue, int.MaxValue, 7);
    private static readonly Pass Evaluation = new(Run, PassKind.Evaluation, 3, 1, 0);
    private static readonly ShardRange Range = new(3, 5);
    private static readonly ShardMetrics Metrics = new(16, 0.1 + 0.2, double.Epsilon, 9);
    private static readonly RunPosition Position = new(long.MaxValue, 4, 2, Metrics, 1.0 / 3, double.MaxValue, long.MaxValue, 1);

    // An actor reference is part of one message, so the table needs the actor system.
    private IEnumerable<ITrainingMessage> Samples =>
    [
        new JoinRun(Run, "node 1", 8),
        new GrantShards(Step, [Range, new ShardRange(0, 0)], 2),
        new GrantShards(Evaluation, [], 1),
        new GradientComputed(Step, Range, 2, Metrics),
        new EvaluationComputed(Evaluation, Range, 1, Metrics),
        new ShardsFailed(Step, Range, 3, "node 1", "a reason\twith\r\nodd characters: \u0001 \ud83d\ude00"),
        new NotFinite(Step, "the loss is NaN"),
        new ShardsCounted(Step, Range),
        new ApplyStep(Step),
        new GetPassStatus(Step),
        new StepApplied(Step, Metrics, 0.1f),
        new WeightsPublished(Run, long.MaxValue),
        new WriteCheckpoint(Run, Position),
        new CheckpointWritten(Run, 12, "checkpoints/00000012"),
        new CheckpointWritten(Run, 12, null),
        new CheckpointFailed(Run, 12, ""),
        new KeepBest(Run, Position),
        new BestKept(Run, 12, null),
        new BestKept(Run, 12, "the disk is full"),
        new StopRun(Run, "SIGTERM"),
        new PauseRun(Run, "dashboard"),
        new ResumeRun(Run, "dashboard"),
        new SaveCheckpoint(Run, "control"),
        new GetRunStatus(Run),
        new GetNodeStatus(Run),
        new NodeStatus(Run, "node 1", 0.1 + 0.2, [long.MaxValue, 0]),
        new LeaveRun(Run, "node 1"),
        new NodeLost(Run, "node 1"),
        new SubscribeToWeights(Run),
        new UseCoordinator(Run, TestActor),
        new HoldSlice(Run, 2, 12, "hash"),
        new SliceHeld(Run, new PlacedSlice(2, TestActor, "127.0.0.1", 4100)),
        new SlicesPlaced(Run, [new PlacedSlice(0, TestActor, "", 1), new PlacedSlice(1, TestActor, "host", 4100)]),
    ];

    public static TheoryData<Type> Messages =>
        [.. typeof(ITrainingMessage).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(ITrainingMessage)))];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Should_come_out_as_it_went_in(Type type)
    {
        ITrainingMessage[] samples = [.. Samples.Where(sample => sample.GetType() == type)];
        Assert.True(samples.Length > 0, $"{type.Name} has no sample in the table above");
        foreach (ITrainingMessage sample in samples)
        {
            AssertMessage.Same(sample, Copy(sample));
        }
    }

    [Fact]
    public void Should_notice_a_member_that_is_lost_on_the_way()
    {
        GrantShards grant = new(Step, [Range], 2);
        Assert.ThrowsAny<Exception>(() => AssertMessage.Same(grant, grant with { Ranges = [new ShardRange(3, 4)] }));
        Assert.ThrowsAny<Exception>(() => AssertMessage.Same(grant, grant with { Attempt = 1 }));
    }

    private object Copy(object message)
    {
        Serializer serializer = Sys.Serialization.FindSerializerFor(message);
        byte[] bytes = serializer.ToBinary(message);
        return Sys.Serialization.Deserialize(bytes, serializer.Identifier, Akka.Serialization.Serialization.ManifestFor(serializer, message));
    }
}
