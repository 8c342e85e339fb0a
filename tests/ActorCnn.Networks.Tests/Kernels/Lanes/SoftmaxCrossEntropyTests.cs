using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;
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

    [Fact]
    public void Should_agree_with_the_reference()
    {
        float[] logits = [0.5f, -1.25f, 3.75f, 2f];
        double[] wide = LaneSamples.Widen(logits);
        double[] expected = ReferenceNetwork.Softmax(wide);
        expected[3] -= 1;

        (ShardMetrics metrics, float[] gradient) = Measure(logits, 3);

        // Numbers below 4, a few roundings of 6e-8 each.
        AssertClose.Equal(expected, gradient, 5e-7);
        Assert.Equal(ReferenceNetwork.CrossEntropy(wide, 3), metrics.LossSum, 5e-7);
    }

    // One sample in lane 0; whatever stands in the other lanes adds nothing.
    private static unsafe (ShardMetrics Metrics, float[] Gradient) Measure(float[] logits, int label)
    {
        AlignedBuffer lanes = new(logits.Length * LaneNetwork.Lanes);
        AlignedBuffer gradient = new(logits.Length * LaneNetwork.Lanes);
        lanes.Span.Fill(float.NaN);
        for (int k = 0; k < logits.Length; k++)
        {
            lanes.Span[k * LaneNetwork.Lanes] = logits[k];
        }

        ShardMetrics metrics = SoftmaxCrossEntropy.Measure(lanes.Pointer, logits.Length, [label], gradient.Pointer);
        float[][] rows = [.. gradient.Span.ToArray().Chunk(LaneNetwork.Lanes)];
        Assert.All(rows, row => Assert.All(row[1..], value => Assert.Equal(0, value)));
        return (metrics, [.. rows.Select(row => row[0])]);
    }
}
