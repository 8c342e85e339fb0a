namespace ActorCnn.Networks.Optimization;

/// <summary>The update of statistics that a network keeps but does not train. Elementwise: any slicing gives the same bits.</summary>
public static class RunningAverage
{
    /// <summary><c>average = (1 - momentum) average + momentum (sum / samples)</c>, each operation rounded by itself.</summary>
    /// <param name="averages">Changed in place.</param>
    /// <param name="sum">The statistics of a step's samples, each weighted by its number of samples, summed; of the same length.</param>
    /// <param name="samples">How many samples the sum is over.</param>
    /// <param name="momentum">The weight of the newest, 0 to 1.</param>
    public static void Apply(Span<float> averages, ReadOnlySpan<float> sum, int samples, float momentum)
    {
        for (int i = 0; i < averages.Length; i++)
        {
            float newest = sum[i] / samples;
            averages[i] = ((1 - momentum) * averages[i]) + (momentum * newest);
        }
    }
}
