using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

public sealed class SoftmaxCrossEntropyTests
{
    [Fact]
    public void Should_stay_finite_when_logits_are_a_thousand_apart()
    {
        (ShardMetrics metrics, float[] gradient) = Measure([1000, 0, -1000], 1);

        Assert.Equal(new ShardMetrics(1, 1000, 0, 0), metrics);
        Assert.Equal([1, -1, 0], gradient);
    }

    [Fact]
    public void Should_want_all_classes_a_little_when_labels_are_smoothed()
    {
        // With all logits alike every class has a quarter; a share of 0.4 leaves each class a tenth, and 0.6 more for the label.
        (ShardMetrics metrics, float[] gradient) = Measure([5, 5, 5, 5], 2, smoothing: 0.4f);

        AssertClose.Equal([0.15, 0.15, -0.45, 0.15], gradient, 1e-7);
        Assert.Equal(Math.Log(4), metrics.LossSum, 1e-6);
        Assert.Equal(0.25, metrics.ProbabilitySum, 1e-7);
    }

    [Fact]
    public void Should_give_a_tie_to_the_first_class()
    {
        Assert.Equal(1, Measure([2, 2, 1], 0).Metrics.Correct);
        Assert.Equal(0, Measure([2, 2, 1], 1).Metrics.Correct);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Should_pass_a_NaN_on(int place)
    {
        float[] logits = [1, 2, 3];
        logits[place] = float.NaN;

        (ShardMetrics metrics, float[] gradient) = Measure(logits, 0);

        Assert.True(double.IsNaN(metrics.LossSum));
        Assert.All(gradient, value => Assert.True(float.IsNaN(value)));
        Assert.Equal(0, metrics.Correct);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1f)]
    [InlineData(0.9f)]
    public void Should_agree_with_the_reference(float smoothing)
    {
        CrossEntropyLoss loss = new(smoothing);
        float[] logits = [0.5f, -1.25f, 3.75f, 2f];
        double[] wide = LaneSamples.Widen(logits);
        double[] target = ReferenceNetwork.Target(4, 3, loss);
        double[] expected = [.. ReferenceNetwork.Softmax(wide).Zip(target, (p, q) => p - q)];

        (ShardMetrics metrics, float[] gradient) = Measure(logits, 3, smoothing);

        // Numbers below 4, a few roundings of 6e-8 each.
        AssertClose.Equal(expected, gradient, 5e-7);
        Assert.Equal(ReferenceNetwork.CrossEntropy(wide, 3, loss), metrics.LossSum, 5e-7);
    }

    // One sample in lane 0; whatever stands in the other lanes adds nothing.
    private static unsafe (ShardMetrics Metrics, float[] Gradient) Measure(float[] logits, int label, float smoothing = 0)
    {
        AlignedBuffer lanes = new(logits.Length * LaneNetwork.Lanes);
        AlignedBuffer gradient = new(logits.Length * LaneNetwork.Lanes);
        lanes.Span.Fill(float.NaN);
        for (int k = 0; k < logits.Length; k++)
        {
            lanes.Span[k * LaneNetwork.Lanes] = logits[k];
        }

        ShardMetrics metrics = SoftmaxCrossEntropy.Measure(lanes.Pointer, logits.Length, [label], gradient.Pointer, smoothing);
        float[][] rows = [.. gradient.Span.ToArray().Chunk(LaneNetwork.Lanes)];
        Assert.All(rows, row => Assert.All(row[1..], value => Assert.Equal(0, value)));
        return (metrics, [.. rows.Select(row => row[0])]);
    }
}
