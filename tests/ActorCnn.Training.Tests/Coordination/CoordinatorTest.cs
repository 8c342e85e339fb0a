using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Tests.Coordination;

/// <summary>A coordinator's decisions without actors: its state, what it wanted done since, and a clock that the test moves.</summary>
public abstract class CoordinatorTest(CoordinatorState initial)
{
    protected const string Run = "run";

    /// <summary>Two epochs of two steps, the first of four shards and the second of one. No checkpoint but the one at the end.</summary>
    protected static RunSchedule TwoEpochs { get; } = new()
    {
        TrainSamples = 40,
        TestSamples = 20,
        BatchSize = 32,
        ShardSize = 8,
        Epochs = 2,
        Checkpoints = new CheckpointSettings { EverySeconds = 0 },
    };

    protected static ShardMetrics Metrics { get; } = new(Samples: 8, LossSum: 4, ProbabilitySum: 2, Correct: 6);

    protected CoordinatorState State { get; set; } = initial;

    protected List<CoordinatorEffect> Effects { get; } = [];

    protected TimeSpan Now { get; private set; }

    protected IEnumerable<T> Events<T>() => Effects.OfType<Publish>().Select(publish => publish.Event).OfType<T>();

    protected IEnumerable<(string Node, T Message)> Told<T>()
        where T : ITrainingMessage =>
        Effects.OfType<TellNode>().Where(tell => tell.Message is T).Select(tell => (tell.Node, (T)tell.Message));

    protected void Send(ITrainingMessage message) => Do(State.Handle(message, Now));

    /// <summary>Half a second later all shards of a step are counted and its update is made.</summary>
    protected void Apply(long step)
    {
        Wait(TimeSpan.FromSeconds(0.5));
        Send(new StepApplied(State.Schedule.GradientPass(Run, step), Metrics, 0.1));
    }

    protected void Wait(TimeSpan time) => Now += time;

    /// <summary>The coordinator looks for what is late, a time after it last did anything.</summary>
    protected void TickAfter(TimeSpan time)
    {
        Wait(time);
        Do(State.Tick(Now));
    }

    private void Do(CoordinatorState.Decision decision)
    {
        (State, ImmutableList<CoordinatorEffect> effects) = decision;
        Effects.AddRange(effects);
    }
}
