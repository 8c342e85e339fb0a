using ActorCnn.Training.Comparisons;
using CsCheck;

namespace ActorCnn.Training.Tests.Comparisons;

public sealed class QuartilesTests
{
    [Fact]
    public void Should_interpolate_between_neighbours() =>
        Assert.Equal(new Quartiles(4, 1, 1.75, 2.5, 3.25, 4), Quartiles.Of([4, 1, 3, 2]));

    [Fact]
    public void Should_be_the_number_itself_for_one() => Assert.Equal(new Quartiles(1, 7, 7, 7, 7, 7), Quartiles.Of([7]));

    [Fact]
    public void Should_be_nothing_without_a_number() => Assert.Null(Quartiles.Of([]));

    [Fact]
    public void Should_not_depend_on_the_order_and_rise_from_least_to_most() => Gen.Double[-1e3, 1e3].Array[1, 30].Sample(numbers =>
    {
        Quartiles spread = Quartiles.Of(numbers)!;
        Assert.Equal(spread, Quartiles.Of(numbers.Reverse()));
        double[] rising = [spread.Minimum, spread.Lower, spread.Median, spread.Upper, spread.Maximum];
        Assert.Equal(rising.Order(), rising);
        Assert.Equal((numbers.Min(), numbers.Max()), (spread.Minimum, spread.Maximum));
    });
}
