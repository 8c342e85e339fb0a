using ActorCnn.Training.Evaluation;

namespace ActorCnn.Training.Tests.Evaluation;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Should_add_up_whatever_the_order()
    {
        ConfusionMatrix some = new();
        some.Count(0, 0);
        some.Count(0, 1, 5);
        ConfusionMatrix others = new();
        others.Count(0, 0);
        others.Count(2, 1);

        some.Add(others);

        Assert.Equal((2, 5, 1, 0), (some[0, 0], some[0, 1], some[2, 1], some[7, 7]));
        Assert.Equal(2, some.Correct);
    }

    [Fact]
    public void Should_list_the_most_frequent_mistakes_first_and_equal_ones_by_class()
    {
        ConfusionMatrix confusion = new();
        confusion.Count(2, 0, 3);
        confusion.Count(0, 2, 3);
        confusion.Count(1, 0, 9);
        confusion.Count(1, 1, 99);

        Assert.Equal([(1, 0, 9L), (0, 2, 3L), (2, 0, 3L)], confusion.Mistakes);
    }
}
