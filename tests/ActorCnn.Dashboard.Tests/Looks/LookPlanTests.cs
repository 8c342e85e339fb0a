using ActorCnn.Dashboard.Looks;

namespace ActorCnn.Dashboard.Tests.Looks;

public class LookPlanTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(1, 1400)]
    [InlineData(25, 300)]
    [InlineData(150, 50)]
    [InlineData(2000, 4)]
    public void Should_take_at_most_one_part_in_four_hundred_of_an_hour_and_still_look_now_and_then(int milliseconds, int least)
    {
        TimeSpan cost = TimeSpan.FromMilliseconds(milliseconds);
        (LookPlan plan, int looks) = (new LookPlan(), 0);
        for (TimeSpan now = TimeSpan.Zero; now < Hour; now += TimeSpan.FromSeconds(0.5))
        {
            if (plan.IsDue(now, isWatched: true, isIdle: false, step: (long)now.TotalMilliseconds))
            {
                looks++;
                plan = plan.After(now + cost, cost, (long)now.TotalMilliseconds, isWhole: false);
            }
        }

        Assert.InRange(looks, least, 1 + (int)(Hour / cost / 400));
    }

    [Fact]
    public void Should_look_at_nothing_while_no_page_is_open_and_at_once_when_one_is()
    {
        LookPlan plan = new();
        Assert.False(plan.IsDue(Hour, isWatched: false, isIdle: false, step: 9));
        Assert.False(plan.IsDue(Hour, isWatched: false, isIdle: true, step: 9));
        Assert.True(plan.IsDue(Hour, isWatched: true, isIdle: false, step: 9));
    }

    [Fact]
    public void Should_not_look_again_at_what_it_has_seen()
    {
        LookPlan part = new LookPlan().After(TimeSpan.Zero, TimeSpan.Zero, step: 9, isWhole: false);
        LookPlan whole = new LookPlan().After(TimeSpan.Zero, TimeSpan.Zero, step: 9, isWhole: true);
        Assert.False(part.IsDue(Hour, isWatched: true, isIdle: false, step: 9));
        Assert.True(part.IsDue(Hour, isWatched: true, isIdle: false, step: 10));
        Assert.True(part.IsDue(Hour, isWatched: true, isIdle: true, step: 9));
        Assert.False(whole.IsDue(Hour, isWatched: true, isIdle: true, step: 9));
        Assert.True(whole.IsDue(Hour, isWatched: true, isIdle: true, step: 10));
    }

    [Fact]
    public void Should_not_rest_while_nobody_trains_nor_long_after_a_look_that_took_nothing_from_the_training()
    {
        TimeSpan second = TimeSpan.FromSeconds(1);
        LookPlan trained = new LookPlan().After(Hour, second, step: 1, isWhole: false);
        Assert.True(trained.IsDue(Hour, isWatched: true, isIdle: true, step: 2));
        Assert.False(trained.IsDue(Hour + (399 * second), isWatched: true, isIdle: false, step: 2));
        LookPlan idle = new LookPlan().After(Hour, TimeSpan.Zero, step: 1, isWhole: true);
        Assert.False(idle.IsDue(Hour + second, isWatched: true, isIdle: false, step: 2));
        Assert.True(idle.IsDue(Hour + LookPlan.LeastRest, isWatched: true, isIdle: false, step: 2));
    }

    [Fact]
    public void Should_look_at_samples_for_a_tenth_of_a_second_or_at_all_when_nobody_trains()
    {
        Assert.False(LookPlan.IsEnough(TimeSpan.FromMilliseconds(99), isIdle: false));
        Assert.True(LookPlan.IsEnough(TimeSpan.FromMilliseconds(100), isIdle: false));
        Assert.False(LookPlan.IsEnough(Hour, isIdle: true));
    }
}
