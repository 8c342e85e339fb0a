using ActorCnn.Dashboard.Looks;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Training.Evaluation;

namespace ActorCnn.Dashboard.Tests.Looks;

public class TestLookTests
{
    private static readonly float[] Weights = RunOfATest.Network.InitialParameters(1);

    [Fact]
    public void Should_count_what_an_evaluation_counts_and_show_the_worst_first()
    {
        EvaluationResult expected = new TrainedNetwork(RunOfATest.Network, Weights).Evaluate(RunOfATest.Data.Test, 1);

        NetworkLook look = TestLook.Make(RunOfATest.Network, Weights, 7, RunOfATest.Data.Test, () => false);

        Assert.Equal((7, 32, 32), (look.Step, look.Samples, look.AllSamples));
        Assert.Equal(
            from actual in Enumerable.Range(0, 3) from predicted in Enumerable.Range(0, 3) select (int)expected.Confusion[actual, predicted],
            look.Confusion!.SelectMany(row => row));
        Assert.Equal(16, look.Worst.Count);
        Assert.Equal(look.Worst.Select(worst => worst.ActualProbability).Order(), look.Worst.Select(worst => worst.ActualProbability));
        Assert.All(look.Worst, worst =>
        {
            Assert.Equal(RunOfATest.Data.Test.Label(worst.Sample), worst.Actual);
            Assert.NotEqual(worst.Actual, worst.Predicted);
            Assert.Equal(RunOfATest.Data.Test.Pixels(worst.Sample).ToArray(), worst.Image.Pixels);
        });
    }

    [Fact]
    public void Should_look_at_a_part_that_is_spread_over_the_data_when_that_is_enough()
    {
        Dataset sorted = new("sorted", new Shape(1, 8, 8), ["one", "two", "three"], new byte[64 * 6400],
            [.. Enumerable.Range(0, 6400).Select(i => (ushort)(i * 3 / 6400))], new float[256]);
        NetworkLook look = TestLook.Make(RunOfATest.Network, Weights, 0, sorted, () => true);
        Assert.Equal(64, look.Samples);
        Assert.All(look.Confusion!, row => Assert.InRange(row.Sum(), 16, 26));
    }

    [Fact]
    public void Should_show_the_first_filters_as_signed_bytes()
    {
        FilterSheet sheet = FilterSheets.Of(RunOfATest.Network, Weights)!;
        Assert.Equal((4, 3, 3, 1), (sheet.Total, sheet.Rows, sheet.Columns, sheet.Channels));
        float largest = Weights.Take(36).Max(Math.Abs);
        Assert.Equal(
            Weights.Take(9).Select(weight => (int)MathF.Round(weight / largest * 127)),
            sheet.Items[0].Select(value => (int)(sbyte)value));
    }

    [Fact]
    public void Should_show_a_dense_first_layer_as_images_and_nothing_where_there_is_none()
    {
        Network dense = Network.Create(new Shape(3, 4, 5), [new FlattenLayer(), new DenseLayer(2)]);
        FilterSheet sheet = FilterSheets.Of(dense, dense.InitialParameters(1))!;
        Assert.Equal((2, 4, 5, 3), (sheet.Items.Count, sheet.Rows, sheet.Columns, sheet.Channels));
        Network pooled = Network.Create(new Shape(1, 4, 4), [new MaxPoolingLayer(2), new FlattenLayer(), new DenseLayer(2)]);
        Assert.Null(FilterSheets.Of(pooled, pooled.InitialParameters(1)));
    }
}
