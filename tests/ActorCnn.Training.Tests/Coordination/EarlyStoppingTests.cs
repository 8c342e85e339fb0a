using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.EarlyStopping;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Tests.Coordination;

/// <summary>What the coordinator makes of the epochs' metrics: a step an epoch, of one shard.</summary>
public class EarlyStoppingTests() : CoordinatorTest(new CoordinatorState { Run = Run, Schedule = Plan, Position = RunPosition.Start })
{
    private static readonly RunSchedule Plan = new()
    {
        TrainSamples = 8,
        TestSamples = 8,
        BatchSize = 8,
        ShardSize = 8,
        Epochs = 20,
        Checkpoints = new CheckpointSettings { EverySeconds = 0 },
    };

    [Fact]
    public void Should_tell_the_slices_at_each_update_by_how_much_the_rate_has_dropped()
    {
        Begin(Plan with { Plateau = new PlateauSchedule { Drop = 0.5, Rule = new PatienceRule { Patience = 1 } } });
        foreach (double loss in new[] { 3.0, 3, 2, 3 })
        {
            Epoch(loss);
        }

        Step();
        Assert.Equal([1, 1, 0.5, 0.5, 0.25], Words().Select(word => word.RateFactor));
        Assert.Equal([0, 1, 2, 3, 4], Words().Select(word => word.Pass.Step));
    }

    [Fact]
    public void Should_not_have_a_single_slice_wait_for_a_word_without_a_plateau()
    {
        Begin(Plan with { EarlyStopping = new PatienceRule() });
        Epoch(3);
        Assert.Empty(Words());
    }

    [Fact]
    public void Should_end_with_a_checkpoint_and_the_reason_once_the_figure_is_stuck()
    {
        Begin(Plan with { EarlyStopping = new PatienceRule { Patience = 2 } });
        foreach (double loss in new[] { 3.0, 2, 2 })
        {
            Epoch(loss);
        }

        Assert.Equal(RunPhase.Training, State.Phase);
        Epoch(2);
        Assert.Equal(4, Effects.OfType<RequestCheckpoint>().Single().Request.Position.Epoch);
        Send(new CheckpointWritten(Run, 4, null));
        RunEnded end = Events<RunEnded>().Single();
        Assert.Equal((RunOutcome.Completed, 4), (end.Outcome, end.Position.Epoch));
        Assert.Equal("stopped early after epoch 4: test_loss has not improved for 2 evaluations; its best was 2 after epoch 2", end.Reason);
    }

    [Fact]
    public void Should_go_on_beyond_an_early_end_when_resumed_with_more_patience()
    {
        RunSchedule schedule = Plan with { EarlyStopping = new PatienceRule { Patience = 1 } };
        Begin(schedule);
        Epoch(2);
        Epoch(2);
        RunPosition position = Effects.OfType<RequestCheckpoint>().Single().Request.Position;

        Begin(schedule, position);
        Assert.Equal(RunPhase.Evaluating, State.Phase);
        Begin(schedule with { EarlyStopping = new PatienceRule { Patience = 2 } }, position);
        Assert.Equal(RunPhase.Training, State.Phase);
    }

    [Fact]
    public void Should_evaluate_the_last_weights_when_it_ends_at_an_epoch_that_was_not_evaluated()
    {
        Begin(Plan with { EvaluateEvery = 2, EarlyStopping = new PatienceRule { Patience = 2, Monitor = MonitoredMetric.TrainLoss } });
        Step();
        Epoch(2);
        Step();
        Assert.Equal(RunPhase.Evaluating, State.Phase);
        Evaluate(7);
        Send(new CheckpointWritten(Run, 3, null));
        RunEnded end = Events<RunEnded>().Single();
        Assert.Equal((3, 7), (end.Position.Epoch, end.Test!.Value.Loss));
    }

    [Fact]
    public void Should_wait_until_the_best_weights_are_kept_before_they_change()
    {
        Begin(Plan with { KeepBest = MonitoredMetric.TestLoss });
        Epoch(3);
        KeepBest request = Effects.OfType<RequestBest>().Single().Request;
        Assert.Equal((1, 1), (request.Position.Step, request.Position.Epoch));
        Assert.Single(Effects.OfType<GrantToNode>(), grant => grant.Grant.Pass.Kind == PassKind.Gradient);
        Send(new JoinRun(Run, "b", 1));
        Assert.Equal(RunPhase.KeepingBest, State.Phase);

        Send(new BestKept(Run, 0, null));
        Assert.Equal(RunPhase.KeepingBest, State.Phase);
        Send(new BestKept(Run, 1, null));
        Assert.Equal(RunPhase.Training, State.Phase);
        Assert.Equal(new BestEpoch(new BestValue(MonitoredMetric.TestLoss, 1, 3, 0), MetricsOf(3)), State.Position.Watch!.Best);
        Epoch(3);
        Assert.Single(Effects.OfType<RequestBest>());
    }

    [Fact]
    public void Should_have_the_best_before_when_the_weights_cannot_be_kept()
    {
        Begin(Plan with { KeepBest = MonitoredMetric.TestLoss });
        Epoch(3);
        Send(new BestKept(Run, 1, null));
        Epoch(2);
        Send(new BestKept(Run, 2, "disk full"));
        Assert.Contains("disk full", Events<RunWarning>().Single().Message, StringComparison.Ordinal);
        Assert.Equal((RunPhase.Training, 1), (State.Phase, State.Position.Watch!.Best!.Value.Epoch));
    }

    [Fact]
    public void Should_keep_the_best_weights_before_it_stops()
    {
        Begin(Plan with { KeepBest = MonitoredMetric.TestLoss });
        Epoch(3);
        Send(new StopRun(Run, "SIGTERM"));
        Assert.Empty(Effects.OfType<RequestCheckpoint>());
        Send(new BestKept(Run, 1, null));
        Assert.Equal(1, Effects.OfType<RequestCheckpoint>().Single().Request.Position.Watch!.Best!.Value.Epoch);
    }

    private IEnumerable<ApplyStep> Words() => Effects.OfType<TellSlices>().Select(tell => tell.Message).OfType<ApplyStep>();

    private static ShardMetrics MetricsOf(double loss) => new(8, 8 * loss, 4, 4);

    private void Begin(RunSchedule schedule, RunPosition? position = null)
    {
        Effects.Clear();
        State = new CoordinatorState { Run = Run, Schedule = schedule, Position = position ?? RunPosition.Start };
        Send(new JoinRun(Run, "a", 1));
    }

    private void Epoch(double testLoss)
    {
        Step();
        Evaluate(testLoss);
    }

    private void Step()
    {
        Pass pass = State.InHand!.Pass;
        Send(new ShardsCounted(pass, ShardRange.Root(1)));
        Send(new StepApplied(pass, MetricsOf(5), 0.1));
    }

    private void Evaluate(double loss) => Send(new EvaluationComputed(State.InHand!.Pass, ShardRange.Root(1), 1, MetricsOf(loss)));
}
