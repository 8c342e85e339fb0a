using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Tests.Parameters;

public class ParameterStateTests
{
    private static readonly RunSchedule Schedule = new()
    {
        TrainSamples = 40,
        TestSamples = 20,
        BatchSize = 40,
        ShardSize = 8,
        Epochs = 2,
    };

    private static readonly ShardMetrics Metrics = new(8, 4, 2, 6);

    [Fact]
    public void Should_wait_with_the_update_until_every_slice_has_counted_all_and_say_so_again_when_asked_again()
    {
        (ParameterState state, ImmutableArray<ParameterEffect> effects) =
            ParameterState.Create("run", Schedule, 0, slices: 2).Handle(Gradient(0, new ShardRange(3, 0)));
        Assert.Empty(effects.OfType<ApplyUpdate>());
        ApplyStep apply = new(Schedule.GradientPass("run", 0));
        (state, effects) = state.Handle(apply);
        Assert.Equal([typeof(ApplyUpdate), typeof(ReportApplied)], effects.Select(effect => effect.GetType()));
        Assert.Equal(1, state.Pass.Step);
        (_, effects) = state.Handle(apply);
        Assert.IsType<ReportApplied>(Assert.Single(effects));
        Assert.IsType<ReportApplied>(Assert.Single(state.Answer(new GetPassStatus(apply.Pass))));
    }

    [Fact]
    public void Should_wait_for_the_factor_of_the_learning_rate_when_it_hangs_on_a_plateau()
    {
        RunSchedule schedule = Schedule with { Plateau = new PlateauSchedule() };
        (ParameterState state, ImmutableArray<ParameterEffect> effects) =
            ParameterState.Create("run", schedule, 0).Handle(Gradient(0, new ShardRange(3, 0)));
        Assert.Empty(effects.OfType<ApplyUpdate>());
        effects = state.Handle(new ApplyStep(schedule.GradientPass("run", 0), 0.25)).Effects;
        Assert.Equal(0.25, Assert.Single(effects.OfType<ApplyUpdate>()).RateFactor);
    }

    [Fact]
    public void Should_not_update_before_all_is_counted_whatever_it_is_told()
    {
        ParameterState state = ParameterState.Create("run", Schedule, 0, slices: 2).Handle(Gradient(0, new ShardRange(0, 1))).State;
        Assert.Empty(state.Handle(new ApplyStep(Schedule.GradientPass("run", 0))).Effects);
        Assert.Equal(
            [new ReportCounted(state.Pass, new ShardRange(0, 1))], state.Answer(new GetPassStatus(state.Pass)).Cast<ReportCounted>());
    }

    [Fact]
    public void Should_apply_the_update_when_every_shard_has_been_counted()
    {
        ParameterState state = ParameterState.Create("run", Schedule, 0);
        List<ParameterEffect> effects = [];
        foreach (int shard in new[] { 4, 1, 0, 3, 2 })
        {
            (state, ImmutableArray<ParameterEffect> some) = state.Handle(Gradient(0, new ShardRange(0, shard)));
            effects.AddRange(some);
        }

        Assert.Equal(5, effects.OfType<KeepGradient>().Count());
        ApplyUpdate update = Assert.Single(effects.OfType<ApplyUpdate>());
        Assert.Equal(Metrics + Metrics + Metrics + Metrics + Metrics, update.Metrics);
        Assert.Equal(1, state.Pass.Step);
        Assert.Equal(1, state.Pass.Epoch);
    }

    [Fact]
    public void Should_drop_a_gradient_that_was_counted_before()
    {
        ParameterState state = ParameterState.Create("run", Schedule, 0).Handle(Gradient(0, new ShardRange(0, 2))).State;
        (ParameterState after, ImmutableArray<ParameterEffect> effects) = state.Handle(Gradient(0, new ShardRange(0, 2), attempt: 2));
        Assert.IsType<DropGradient>(Assert.Single(effects));
        Assert.Same(state, after);
    }

    [Fact]
    public void Should_drop_a_stale_gradient_when_the_step_has_moved_on()
    {
        ParameterState state = ParameterState.Create("run", Schedule, 7);
        Assert.IsType<DropGradient>(Assert.Single(state.Handle(Gradient(6, new ShardRange(0, 2))).Effects));
        Assert.IsType<DropGradient>(Assert.Single(state.Handle(Gradient(8, new ShardRange(0, 2))).Effects));
    }

    [Fact]
    public void Should_drop_a_gradient_of_another_run()
    {
        ParameterState state = ParameterState.Create("run", Schedule, 0);
        GradientComputed foreign = Gradient(0, new ShardRange(0, 2)) with { Pass = Schedule.GradientPass("other", 0) };
        Assert.IsType<DropGradient>(Assert.Single(state.Handle(foreign).Effects));
    }

    private static GradientComputed Gradient(long step, ShardRange range, int attempt = 1) =>
        new(Schedule.GradientPass("run", step), range, attempt, Metrics);
}
