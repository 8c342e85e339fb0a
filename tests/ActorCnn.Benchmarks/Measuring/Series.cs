namespace ActorCnn.Benchmarks.Measuring;

/// <summary>A rate for each round.</summary>
internal sealed class Series
{
    private readonly List<double> _rates = [];

    /// <summary>The rate that half the windows reach.</summary>
    public double Median => MedianOf(_rates);

    /// <summary>The next round's rate.</summary>
    public void Add(double rate) => _rates.Add(rate);

    /// <summary>The median of the rounds' ratios: steadier than the ratio of the medians, since a round's two windows are neighbours.</summary>
    public double RatioTo(Series other) => MedianOf(_rates.Zip(other._rates, (mine, others) => mine / others));

    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
