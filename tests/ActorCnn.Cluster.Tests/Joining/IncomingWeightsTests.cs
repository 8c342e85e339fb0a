using ActorCnn.Cluster.Joining;

namespace ActorCnn.Cluster.Tests.Joining;

public class IncomingWeightsTests
{
    private IncomingWeights _weights = new(slices: 2);

    [Fact]
    public void Should_be_whole_once_every_slice_is_here()
    {
        Assert.Equal(3, Do(_weights.Publish(0, 3)).Asks);
        Assert.Equal(3, Do(_weights.Publish(1, 3)).Asks);
        Assert.False(Do(_weights.Receive(1)).IsWhole);
        Assert.Equal(-1, _weights.Version);
        Assert.True(Do(_weights.Receive(0)).IsWhole);
        Assert.Equal(3, _weights.Version);
    }

    [Fact]
    public void Should_not_be_whole_of_two_versions()
    {
        Do(_weights.Publish(0, 3));
        Do(_weights.Publish(1, 4));
        Do(_weights.Receive(0));
        Assert.False(Do(_weights.Receive(1)).IsWhole);
        Assert.True(Do(_weights.Receive(0)).IsWhole);
        Assert.Equal(4, _weights.Version);
    }

    [Fact]
    public void Should_ask_for_the_next_version_before_it_is_published()
    {
        Hold(3);
        Assert.Null(Do(_weights.Publish(0, 4)).Asks);
        Assert.Equal(5, Do(_weights.Receive(0)).Asks);
    }

    [Fact]
    public void Should_ask_for_the_newest_version_when_several_were_published_meanwhile()
    {
        Do(_weights.Publish(0, 3));
        Assert.Null(Do(_weights.Publish(0, 6)).Asks);
        Assert.Equal(6, Do(_weights.Receive(0)).Asks);
    }

    [Fact]
    public void Should_not_fall_back_when_word_of_an_older_version_comes_late()
    {
        Do(_weights.Publish(0, 3));
        Do(_weights.Publish(0, 2));
        Assert.Equal(4, Do(_weights.Receive(0)).Asks);
    }

    [Fact]
    public void Should_give_up_what_was_asked_for_early_when_it_is_told_twice_and_ask_again()
    {
        Hold(3);
        Assert.False(Do(_weights.Publish(0, 4)).GivesUp);
        Assert.True(Do(_weights.Publish(0, 4)).GivesUp);
        Assert.Equal(4, Do(_weights.Miss(0)).Asks);
    }

    [Fact]
    public void Should_not_give_up_what_was_asked_for_once_it_was_published()
    {
        Do(_weights.Publish(0, 3));
        Assert.False(Do(_weights.Publish(0, 3)).GivesUp);
    }

    [Fact]
    public void Should_wait_to_be_told_again_when_a_published_version_could_not_be_had()
    {
        Do(_weights.Publish(0, 3));
        Assert.Null(Do(_weights.Miss(0)).Asks);
        Assert.Equal(3, Do(_weights.Publish(0, 3)).Asks);
    }

    [Fact]
    public void Should_ask_for_a_newer_version_when_an_older_could_not_be_had()
    {
        Do(_weights.Publish(0, 3));
        Do(_weights.Publish(0, 4));
        Assert.Equal(4, Do(_weights.Miss(0)).Asks);
    }

    [Fact]
    public void Should_ignore_a_slice_that_there_is_not() =>
        Assert.Equal(new IncomingWeights.Decision(_weights), _weights.Publish(2, 3));

    // Every slice of a version is published and here, and the next is asked for.
    private void Hold(long step)
    {
        for (int slice = 0; slice < 2; slice++)
        {
            Do(_weights.Publish(slice, step));
            Assert.Equal(step + 1, Do(_weights.Receive(slice)).Asks);
        }
    }

    private IncomingWeights.Decision Do(IncomingWeights.Decision decision)
    {
        _weights = decision.State;
        return decision;
    }
}
