using ActorCnn.Networks;
using ActorCnn.Training.Sharding;
using CsCheck;

namespace ActorCnn.Training.Tests.Sharding;

/// <summary>Error feedback beside the plain formula: nothing of a gradient is lost, only late.</summary>
public class ShardResidualsTests
{
    // Two trained stretches around a frozen one and a running average.
    private static readonly ParameterRange[] Trained = [new(0, 3, ParameterUpdate.Trained), new(5, 4, ParameterUpdate.Trained)];
    private static readonly Gen<float[]> AnyGradient = Gen.OneOf(Gen.Single[-1, 1], Gen.Int[-1, 1].Select(number => (float)number)).Array[10];

    [Fact]
    public void Should_send_the_largest_of_gradient_and_residual_and_keep_the_rest() =>
        Gen.Select(AnyGradient.Array[1, 12], Gen.Double[0.01, 1]).Sample((gradients, fraction) =>
        {
            ShardResiduals residuals = new(2, Trained, fraction);
            int count = (int)Math.Ceiling(fraction * 7);
            float[] left = new float[7];
            for (int step = 0; step < gradients.Length; step++)
            {
                float[] sum = [.. TrainedOf(gradients[step]).Zip(left, (number, before) => number + before)];
                HashSet<int> sent = [.. Enumerable.Range(0, 7).OrderByDescending(i => Math.Abs(sum[i])).ThenBy(i => i).Take(count)];
                left = [.. sum.Select((number, i) => sent.Contains(i) ? 0 : number)];
                float[] gradient = [.. gradients[step]];

                residuals.Compress(1, step, gradient);

                Assert.Equal(sum.Select((number, i) => sent.Contains(i) ? number : 0), TrainedOf(gradient));
                Assert.Equal(left, residuals.Left[1]);
                Assert.Equal(new float[7], residuals.Left[0]);
                Assert.Equal([gradients[step][3], gradients[step][4], gradients[step][9]], [gradient[3], gradient[4], gradient[9]]);
            }
        });

    [Fact]
    public void Should_lose_nothing() => Gen.Int[-1000, 1000].Array[10].Array[1, 20].Sample(gradients =>
    {
        // Whole numbers add up exactly.
        ShardResiduals residuals = new(1, Trained, 0.2);
        float[] sent = new float[10];
        for (int step = 0; step < gradients.Length; step++)
        {
            float[] gradient = [.. gradients[step].Select(number => (float)number)];
            residuals.Compress(0, step, gradient);
            sent = [.. sent.Zip(gradient, (before, now) => before + now)];
        }

        float[] expected = [.. Enumerable.Range(0, 10).Select(i => (float)gradients.Sum(gradient => gradient[i]))];
        Assert.Equal(TrainedOf(expected), TrainedOf(sent).Zip(residuals.Left[0], (gone, left) => gone + left));
    });

    [Fact]
    public void Should_find_the_same_when_a_step_is_computed_again_and_ignore_one_that_is_over() =>
        Gen.Select(AnyGradient, AnyGradient, AnyGradient).Sample((first, second, third) =>
        {
            (ShardResiduals once, ShardResiduals again) = (new(1, Trained, 0.3), new(1, Trained, 0.3));
            float[] expected = [];
            foreach ((float[] gradient, int step) in new[] { (first, 4), (second, 5), (third, 9) })
            {
                once.Compress(0, step, expected = [.. gradient]);
            }

            float[] actual = [];
            foreach ((float[] gradient, int step) in new[] { (first, 4), (third, 5), (second, 5), (first, 4), (second, 9), (third, 9) })
            {
                again.Compress(0, step, actual = [.. gradient]);
            }

            Assert.Equal(expected, actual);
            Assert.Equal(once.Left[0], again.Left[0]);
        });

    [Fact]
    public void Should_allocate_nothing()
    {
        ShardResiduals residuals = new(1, Trained, 0.3);
        float[] gradient = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        residuals.Compress(0, 0, gradient);
        long before = GC.GetAllocatedBytesForCurrentThread();
        residuals.Compress(0, 1, gradient);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static float[] TrainedOf(float[] numbers) => [.. numbers[..3], .. numbers[5..9]];
}
