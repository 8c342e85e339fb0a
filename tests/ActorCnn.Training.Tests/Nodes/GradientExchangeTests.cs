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
    private static readonly GradientComputed Named = new(Step, new ShardRange(0, 1), 2, default(ShardMetrics));
    private readonly GradientExchange _exchange = new(24, slices: 2);

    [Fact]
    public void Should_hand_over_a_gradient_of_one_slice_that_came_from_elsewhere()
    {
        GradientBuffer buffer = _exchange.Rent(Second);
        buffer.Span.Fill(7);
        _exchange.Arrive(Named, buffer);
        Assert.Null(_exchange.Take(Named, 0));
        Assert.Equal(8, _exchange.Take(Named, 1)!.Of(Second).Length);
        _exchange.Return(buffer);
        Assert.Same(buffer, _exchange.Rent(Second));
        Assert.Equal(24, _exchange.Rent().Span.Length);
    }

    [Fact]
    public void Should_throw_away_what_nobody_took_once_its_step_is_over()
    {
        _exchange.Arrive(Named, _exchange.Rent(Second));
        _exchange.DiscardBefore(3);
        Assert.Equal(1, _exchange.Waiting);
        _exchange.DiscardBefore(4);
        Assert.Equal(0, _exchange.Waiting);
    }

    [Fact]
    public void Should_tell_a_slice_of_its_own_gradients_once_they_can_be_taken()
    {
        List<(GradientComputed Gradient, bool CanBeTaken)> told = [];
        _exchange.OnArrival(0, _ => Assert.Fail("it is another slice's"));
        _exchange.OnArrival(1, gradient => told.Add((gradient, _exchange.Take(gradient, 1) is not null)));
        _exchange.Arrive(Named, _exchange.Rent(Second));
        _exchange.Arrive(Named with { Attempt = 3 }, _exchange.Rent(Second));
        Assert.Equal([(Named, true), (Named with { Attempt = 3 }, true)], told);
    }
}
