namespace ActorCnn.Training.Comparisons;

/// <summary>How a number is spread over several trials.</summary>
/// <param name="Count">Trials.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Lower">A quarter of the trials lie below it.</param>
/// <param name="Median">Half of them lie below it.</param>
/// <param name="Upper">Three quarters of them lie below it.</param>
/// <param name="Maximum">The most.</param>
public sealed record Quartiles(int Count, double Minimum, double Lower, double Median, double Upper, double Maximum)
{
    /// <summary>
    /// The quartiles of some numbers, by linear interpolation between neighbours: position <c>p (n - 1)</c> in the sorted list (Hyndman and
    /// Fan 1996, definition 7). Null without a number. Deterministic.
    /// </summary>
    public static Quartiles? Of(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return sorted.Length == 0
            ? null
            : new Quartiles(sorted.Length, sorted[0], At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75), sorted[^1]);
    }

    private static double At(double[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
