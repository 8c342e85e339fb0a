using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Tests.Protocol;

public class RunIdTests
{
    [Theory]
    [InlineData(RunId.FirstTerm)]
    [InlineData(7)]
    public void Should_say_its_term(long term) => Assert.Equal(term, RunId.TermOf(RunId.Create(term)));

    [Fact]
    public void Should_be_another_each_time() => Assert.NotEqual(RunId.Create(), RunId.Create());

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("7")]
    [InlineData("run.-3")]
    [InlineData("run.")]
    public void Should_take_what_has_no_term_for_older_than_any(string run) => Assert.Equal(0, RunId.TermOf(run));

    [Fact]
    public void Should_be_followed_into_a_later_term_and_never_back()
    {
        (string first, string second) = (RunId.Create(1), RunId.Create(2));
        Assert.True(RunId.MayFollow(null, first));
        Assert.True(RunId.MayFollow(first, second));
        Assert.False(RunId.MayFollow(second, first));
    }

    [Fact]
    public void Should_be_followed_again_but_not_into_another_run_of_the_same_term()
    {
        string run = RunId.Create(3);
        Assert.True(RunId.MayFollow(run, run));
        Assert.False(RunId.MayFollow(run, RunId.Create(3)));
    }

    [Fact]
    public void Should_begin_a_later_term_than_any_that_is_known_or_that_began_before()
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch.AddYears(50);
        Assert.True(RunId.TermAt(now) > RunId.TermAt(now.AddSeconds(-1)));

        // The clock of whoever coordinated before may be ahead.
        string ahead = RunId.Create(RunId.TermAt(now.AddMinutes(1)));
        Assert.True(RunId.MayFollow(ahead, RunId.Create(RunId.TermAt(now, ahead))));
    }
}
