using System.Collections.Immutable;
using ActorCnn.Training.Asynchronous;
using CsCheck;

namespace ActorCnn.Training.Tests.Asynchronous;

public class StalenessWindowTests
{
    // Any bound, any number of workers, any order of arrival, and now and then a gradient that never comes.
    [Fact]
    public void Should_apply_every_gradient_once_and_none_beyond_the_bound() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 12], Gen.Int[1, 60], Gen.Int).Sample((bound, workers, gradients, seed) =>
        {
            Random random = new(seed);
            StalenessWindow window = new(bound, 100);
            List<int> computing = [];
            List<int> applied = [];
            Queue<int> wanted = new(Enumerable.Range(0, gradients));
            while (wanted.Count > 0 || computing.Count > 0)
            {
                while (wanted.Count > 0 && computing.Count < workers && window.HasRoom)
                {
                    computing.Add(wanted.Peek());
                    window = window.Begin(wanted.Dequeue());
                }

                Assert.True(computing.Count > 0, "nothing is computed and nothing can begin");
                int shard = computing[random.Next(computing.Count)];
                computing.Remove(shard);
                if (random.Next(10) == 0)
                {
                    window = window.Drop(shard);
                    wanted.Enqueue(shard);
                    continue;
                }

                long version = window.Version;
                (window, ImmutableArray<StalenessWindow.Gradient> now) = window.Arrive(shard);
                foreach (StalenessWindow.Gradient gradient in now)
                {
                    Assert.InRange(version++ - gradient.Version, 0, bound);
                    applied.Add(gradient.Shard);
                }

                Assert.Equal(version, window.Version);
            }

            Assert.Empty(window.UnderWay);
            Assert.Equal(Enumerable.Range(0, gradients), applied.Order());
        });

    [Fact]
    public void Should_compute_one_after_the_other_when_nothing_may_be_stale()
    {
        StalenessWindow window = new StalenessWindow(0, 0).Begin(7);
        Assert.False(window.HasRoom);
        Assert.Throws<InvalidOperationException>(() => window.Begin(8));
        Assert.True(window.Arrive(7).Window.HasRoom);
    }

    [Fact]
    public void Should_have_a_quick_gradient_wait_only_where_it_would_make_an_older_one_too_old()
    {
        StalenessWindow window = new StalenessWindow(1, 0).Begin(0).Begin(1);
        (window, ImmutableArray<StalenessWindow.Gradient> applied) = window.Arrive(1);
        Assert.Equal([1], applied.Select(gradient => gradient.Shard));
        (window, applied) = window.Begin(2).Arrive(2);
        Assert.Empty(applied);
        Assert.False(window.HasRoom);
        Assert.Equal([0, 2], window.Arrive(0).Applied.Select(gradient => gradient.Shard));
    }
}
