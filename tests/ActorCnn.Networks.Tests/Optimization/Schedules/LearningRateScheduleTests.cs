using ActorCnn.Networks.Optimization;
using ActorCnn.Networks.Optimization.Schedules;

namespace ActorCnn.Networks.Tests.Optimization.Schedules;

public sealed class LearningRateScheduleTests
{
    // Factors are products of a few doubles of size 1.
    private const double Rounding = 1e-14;
    private static readonly RunLength Length = new(100, 10);

    [Fact]
    public void Should_multiply_the_rate_of_a_plateau_schedule_by_its_drops_beside_the_warm_up()
    {
        SgdOptimizer sgd = new(0.5f) { Schedule = new PlateauSchedule { WarmUpSteps = 1 } };
        Assert.Equal(0.25f, sgd.LearningRate(0));
        Assert.Equal(0.5f, sgd.LearningRate(1));
        Assert.Equal(0.125f, sgd.LearningRate(1, default, 0.25));
    }

    [Fact]
    public void Should_keep_a_constant_rate_to_the_bit_without_knowing_the_length() =>
        Assert.Equal(0.1f, new SgdOptimizer(0.1f).LearningRate(1_000_000));

    [Fact]
    public void Should_warm_up_along_a_line_to_the_shape_that_follows()
    {
        ConstantSchedule schedule = new() { WarmUpSteps = 4 };

        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1, 1], Enumerable.Range(0, 6).Select(step => schedule.Factor(step, Length)));
    }

    [Fact]
    public void Should_warm_up_for_a_fraction_of_an_epoch()
    {
        ConstantSchedule schedule = new() { WarmUpEpochs = 0.5 };

        Assert.Equal(1.0 / 6, schedule.Factor(0, Length), Rounding);
        Assert.Equal(5.0 / 6, schedule.Factor(4, Length), Rounding);
        Assert.Equal(1, schedule.Factor(5, Length));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 0.5)]
    [InlineData(39, 0.5)]
    [InlineData(40, 0.25)]
    public void Should_drop_after_every_so_many_epochs(long step, double factor) =>
        Assert.Equal(factor, new StepSchedule(EveryEpochs: 2) { Drop = 0.5 }.Factor(step, Length));

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Should_fall_along_half_a_cosine(double final)
    {
        CosineSchedule schedule = new() { FinalFactor = final };
        for (int step = 0; step <= 100; step++)
        {
            double expected = final + ((1 - final) * (1 + Math.Cos(Math.PI * step / 100)) / 2);
            Assert.Equal(expected, schedule.Factor(step, Length), Rounding);
        }
    }

    [Fact]
    public void Should_begin_the_cosine_where_the_warm_up_ends()
    {
        CosineSchedule schedule = new() { WarmUpEpochs = 2 };

        Assert.Equal(20.0 / 21, schedule.Factor(19, Length), Rounding);
        Assert.Equal(1, schedule.Factor(20, Length), Rounding);
        Assert.Equal(0.5, schedule.Factor(60, Length), Rounding);
        Assert.Equal(0, schedule.Factor(100, Length), Rounding);
    }

    [Fact]
    public void Should_rise_and_fall_in_one_cycle()
    {
        OneCycleSchedule schedule = new() { Rise = 0.4, StartFactor = 0.1, FinalFactor = 0.01 };

        Assert.Equal(0.1, schedule.Factor(0, Length), Rounding);
        Assert.Equal(0.55, schedule.Factor(20, Length), Rounding);
        Assert.Equal(1, schedule.Factor(40, Length), Rounding);
        Assert.Equal(0.505, schedule.Factor(70, Length), Rounding);
        Assert.Equal(0.01, schedule.Factor(100, Length), Rounding);
    }

    [Fact]
    public void Should_never_leave_the_range_from_zero_to_the_base_rate()
    {
        LearningRateSchedule[] schedules =
        [
            new CosineSchedule(), new CosineSchedule { WarmUpSteps = 300 }, new OneCycleSchedule { StartFactor = 0, FinalFactor = 0 },
            new StepSchedule(1) { Drop = 0 },
        ];
        foreach (LearningRateSchedule schedule in schedules)
        {
            for (int step = 0; step <= 110; step++)
            {
                // A rounding above 1 is a rounding of the rate.
                Assert.InRange(schedule.Factor(step, Length), 0, 1 + Rounding);
            }
        }
    }

    [Fact]
    public void Should_refuse_to_guess_a_length_that_is_not_known()
    {
        Assert.Throws<InvalidOperationException>(() => new CosineSchedule().Factor(0, default));
        Assert.Throws<InvalidOperationException>(() => new OneCycleSchedule().Factor(0, default));
        Assert.Throws<InvalidOperationException>(() => new StepSchedule(1).Factor(0, default));
        Assert.Throws<InvalidOperationException>(() => new ConstantSchedule { WarmUpEpochs = 1 }.Factor(0, default));
    }

    [Fact]
    public void Should_round_the_rate_once()
    {
        SgdOptimizer sgd = new(0.1f) { Schedule = new CosineSchedule() };

        Assert.Equal((float)(0.1f * sgd.Schedule.Factor(33, Length)), sgd.LearningRate(33, Length));
    }
}
