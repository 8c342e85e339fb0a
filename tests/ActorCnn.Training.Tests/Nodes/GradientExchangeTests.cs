using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Tests.Nodes;

public class GradientExchangeTests
{
    private static readonly ParameterSlice Second = new(1, 16, 8);
    private static readonly Pass Step = new("run", PassKind.Gradient, 3, 0, 3);
    private readonly GradientExchange _exchange = new(24, slices: 2);

    [Fact]
    public void Should_hand_over_a_gradient_of_one_slice_that_came_from_elsewhere()
    {
        GradientBuffer buffer = _exchange.Rent(Second);
        buffer.Span.Fill(7);
        _exchange.Put(Step, new ShardRange(0, 1), 2, buffer);
        GradientComputed named = new(Step, new ShardRange(0, 1), 2, default(ShardMetrics));
        Assert.Null(_exchange.Take(named, 0));
        Assert.Equal(8, _exchange.Take(named, 1)!.Of(Second).Length);
        _exchange.Return(buffer);
        Assert.Same(buffer, _exchange.Rent(Second));
        Assert.Equal(24, _exchange.Rent().Span.Length);
    }

    [Fact]
    public void Should_throw_away_what_nobody_named_once_its_step_is_over()
    {
        _exchange.Put(Step, new ShardRange(0, 1), 1, _exchange.Rent(Second));
        _exchange.DiscardBefore(3);
        Assert.Equal(1, _exchange.Waiting);
        _exchange.DiscardBefore(4);
        Assert.Equal(0, _exchange.Waiting);
    }

    [Fact]
    public void Should_say_once_when_a_gradient_is_here_that_was_named_too_early()
    {
        GradientComputed named = new(Step, new ShardRange(0, 1), 2, default(ShardMetrics));
        int called = 0;
        _exchange.WhenHere(named, 1, () => called++);
        _exchange.Put(Step, new ShardRange(0, 0), 2, _exchange.Rent(Second));
        Assert.Equal(0, called);
        _exchange.Put(Step, new ShardRange(0, 1), 2, _exchange.Rent(Second));
        Assert.Equal(1, called);
        Assert.NotNull(_exchange.Take(named, 1));
        _exchange.Put(Step, new ShardRange(0, 1), 2, _exchange.Rent(Second));
        Assert.Equal(1, called);
        _exchange.WhenHere(named, 1, () => called++);
        Assert.Equal(2, called);
    }

    [Fact]
    public void Should_forget_who_waits_for_a_gradient_once_its_step_is_over()
    {
        GradientComputed named = new(Step, new ShardRange(0, 1), 2, default(ShardMetrics));
        _exchange.WhenHere(named, 1, () => Assert.Fail("the step is over"));
        _exchange.DiscardBefore(4);
        _exchange.Put(Step, new ShardRange(0, 1), 2, _exchange.Rent(Second));
        Assert.Equal(1, _exchange.Waiting);
    }
}
