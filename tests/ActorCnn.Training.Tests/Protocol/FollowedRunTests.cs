using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Tests.Protocol;

public class FollowedRunTests
{
    private static readonly string First = RunId.Create(1);
    private static readonly string Second = RunId.Create(2);

    [Fact]
    public void Should_follow_a_later_term_and_never_an_older_one()
    {
        FollowedRun second = FollowedRun.None.Follow(First)!.Follow(Second)!;
        Assert.True(second.Follows(Second));
        Assert.Null(second.Follow(First));
        Assert.Null(second.Lose().Follow(First));
    }

    [Fact]
    public void Should_follow_the_same_run_again_only_after_it_was_lost()
    {
        FollowedRun first = FollowedRun.None.Follow(First)!;
        Assert.Null(first.Follow(First));
        Assert.False(first.Lose().Follows(First));
        Assert.True(first.Lose().Follow(First)!.IsFollowing);
    }

    [Fact]
    public void Should_coordinate_in_a_later_term_than_it_has_followed()
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        Assert.Equal(3, FollowedRun.None.Follow(Second)!.NextTerm(now));
        Assert.Equal(now.AddDays(1).ToUnixTimeMilliseconds(), FollowedRun.None.Follow(Second)!.NextTerm(now.AddDays(1)));
    }
}
