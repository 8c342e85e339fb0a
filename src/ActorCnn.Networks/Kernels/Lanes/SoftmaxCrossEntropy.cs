using System.Runtime.Intrinsics;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// <c>p[k] = exp(z[k] - max z) / sum over j of exp(z[j] - max z)</c> and the loss <c>log(sum) + max z - z[label]</c>: subtracting the
/// largest logit keeps both finite whatever the logits. Lanes are summed in double precision, the first lane first.
/// </summary>
internal static unsafe class SoftmaxCrossEntropy
{
    /// <summary>Scores the samples in the first lanes.</summary>
    /// <param name="logits"><c>[class][16]</c>.</param>
    /// <param name="classes">How many.</param>
    /// <param name="labels">The samples' classes.</param>
    public static ShardMetrics Measure(float* logits, int classes, ReadOnlySpan<int> labels) =>
        Measure(logits, classes, labels, Denominator(logits, classes, Largest(logits, classes)));

    /// <summary>
    /// Scores the samples in the first lanes and computes <c>p - q</c>, with q as <see cref="Losses.CrossEntropyLoss"/> says; zero in the other
    /// lanes.
    /// </summary>
    /// <param name="logits"><c>[class][16]</c>.</param>
    /// <param name="classes">How many.</param>
    /// <param name="labels">The samples' classes.</param>
    /// <param name="gradient"><c>[class][16]</c>, overwritten.</param>
    /// <param name="smoothing">The share of the target that all classes have in common, for gradient and loss.</param>
    public static ShardMetrics Measure(float* logits, int classes, ReadOnlySpan<int> labels, float* gradient, float smoothing)
    {
        Vector512<float> largest = Largest(logits, classes);
        Vector512<float> sum = Vector512<float>.Zero;
        for (int k = 0; k < classes; k++)
        {
            Vector512<float> exponential = LaneMath.Exp(Vector512.Load(logits + (k * LaneNetwork.Lanes)) - largest);
            exponential.Store(gradient + (k * LaneNetwork.Lanes));
            sum += exponential;
        }

        Vector512<float> isUsed = LaneMatrix.UsedLanes(labels.Length);
        Vector512<float> share = Vector512.Create(smoothing / classes);
        for (int k = 0; k < classes; k++)
        {
            float* place = gradient + (k * LaneNetwork.Lanes);
            (((Vector512.Load(place) / sum) - share) & isUsed).Store(place);
        }

        for (int lane = 0; lane < labels.Length; lane++)
        {
            gradient[(labels[lane] * LaneNetwork.Lanes) + lane] -= 1 - smoothing;
        }

        ShardMetrics metrics = Measure(logits, classes, labels, sum);
        return smoothing == 0 ? metrics : metrics with { LossSum = SmoothedLoss(logits, classes, labels.Length, sum, smoothing, metrics.LossSum) };
    }

    /// <summary>The probabilities of the samples in the first lanes.</summary>
    /// <param name="logits"><c>[class][16]</c>.</param>
    /// <param name="classes">How many.</param>
    /// <param name="samples">How many.</param>
    /// <param name="probabilities"><c>[sample][class]</c>, overwritten.</param>
    public static void Probabilities(float* logits, int classes, int samples, Span<float> probabilities)
    {
        Vector512<float> largest = Largest(logits, classes);
        Vector512<float> sum = Denominator(logits, classes, largest);
        for (int k = 0; k < classes; k++)
        {
            Vector512<float> probability = LaneMath.Exp(Vector512.Load(logits + (k * LaneNetwork.Lanes)) - largest) / sum;
            for (int lane = 0; lane < samples; lane++)
            {
                probabilities[(lane * classes) + k] = probability[lane];
            }
        }
    }

    private static ShardMetrics Measure(float* logits, int classes, ReadOnlySpan<int> labels, Vector512<float> sum)
    {
        Vector512<float> largest = Largest(logits, classes);
        Vector512<float> logSum = LaneMath.Log(sum);
        ShardMetrics metrics = default;
        for (int lane = 0; lane < labels.Length; lane++)
        {
            float logit = logits[(labels[lane] * LaneNetwork.Lanes) + lane];
            Vector512<float> probability = LaneMath.Exp(Vector512.Create(logit) - largest) / sum;
            metrics += new ShardMetrics(
                1, logSum[lane] + (double)largest[lane] - logit, probability[lane], IsFirstLargest(logits, classes, lane, labels[lane]) ? 1 : 0);
        }

        return metrics;
    }

    // (1 - ε) (-log p[label]) and ε times the mean of -log p[k] over all classes.
    private static double SmoothedLoss(float* logits, int classes, int samples, Vector512<float> sum, float smoothing, double lossSum)
    {
        Vector512<float> largest = Largest(logits, classes);
        Vector512<float> below = Vector512<float>.Zero;
        for (int k = 0; k < classes; k++)
        {
            below += largest - Vector512.Load(logits + (k * LaneNetwork.Lanes));
        }

        Vector512<float> logSum = LaneMath.Log(sum);
        double uniform = 0;
        for (int lane = 0; lane < samples; lane++)
        {
            uniform += logSum[lane] + ((double)below[lane] / classes);
        }

        return ((1 - (double)smoothing) * lossSum) + (smoothing * uniform);
    }

    private static bool IsFirstLargest(float* logits, int classes, int lane, int label)
    {
        int best = 0;
        for (int k = 1; k < classes; k++)
        {
            if (logits[(k * LaneNetwork.Lanes) + lane] > logits[(best * LaneNetwork.Lanes) + lane])
            {
                best = k;
            }
        }

        // A comparison with NaN is false, and would else leave the first class as the winner.
        return best == label && !float.IsNaN(logits[(label * LaneNetwork.Lanes) + lane]);
    }

    private static Vector512<float> Largest(float* logits, int classes)
    {
        Vector512<float> largest = Vector512.Load(logits);
        for (int k = 1; k < classes; k++)
        {
            largest = Vector512.Max(largest, Vector512.Load(logits + (k * LaneNetwork.Lanes)));
        }

        return largest;
    }

    private static Vector512<float> Denominator(float* logits, int classes, Vector512<float> largest)
    {
        Vector512<float> sum = Vector512<float>.Zero;
        for (int k = 0; k < classes; k++)
        {
            sum += LaneMath.Exp(Vector512.Load(logits + (k * LaneNetwork.Lanes)) - largest);
        }

        return sum;
    }
}
