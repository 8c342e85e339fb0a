namespace ActorCnn.Networks.Tests;

/// <summary>Compares numbers that rounding may set apart, and tells the place and size of the largest difference.</summary>
internal static class AssertClose
{
    /// <summary>Fails where two numbers differ by more than <paramref name="tolerance"/>, as a share of the expected above 1.</summary>
    /// <param name="expected">What is right.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="tolerance">The allowed difference: absolute up to 1, relative above.</param>
    /// <param name="what">What is compared, for the message.</param>
    public static void Equal(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance, string what = "values")
    {
        Assert.True(expected.Count == actual.Count, $"{what}: expected {expected.Count} numbers, got {actual.Count}");
        double worst = 0;
        int place = 0;
        for (int i = 0; i < expected.Count; i++)
        {
            double difference = Math.Abs(expected[i] - actual[i]) / Math.Max(1, Math.Abs(expected[i]));
            // Written so that a NaN is worse than any number.
            if (!(difference <= worst))
            {
                (worst, place) = (difference, i);
                if (double.IsNaN(difference))
                {
                    break;
                }
            }
        }

        Assert.True(
            worst <= tolerance,
            $"{what}: the largest difference is {worst:G3} at {place}, allowed {tolerance:G3}; "
            + $"expected {expected.ElementAtOrDefault(place):R}, got {actual.ElementAtOrDefault(place):R}");
    }

    /// <summary>The same for single precision.</summary>
    public static void Equal(IReadOnlyList<double> expected, ReadOnlySpan<float> actual, double tolerance, string what = "values")
    {
        double[] widened = new double[actual.Length];
        for (int i = 0; i < widened.Length; i++)
        {
            widened[i] = actual[i];
        }

        Equal(expected, widened, tolerance, what);
    }
}
