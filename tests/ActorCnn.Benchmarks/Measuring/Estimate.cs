using System.Globalization;

namespace ActorCnn.Benchmarks.Measuring;

/// <summary>A figure from many rounds, and the interval that holds it with 95 % confidence.</summary>
/// <param name="Value">The figure over all rounds.</param>
/// <param name="Least">The interval's lower end.</param>
/// <param name="Most">Its upper end.</param>
internal readonly record struct Estimate(double Value, double Least, double Most)
{
    private const int Draws = 10_000;

    /// <summary>
    /// Works a figure out, and its interval by the bootstrap: over as many rounds, drawn with replacement, again and again. The draws are
    /// the same each time.
    /// </summary>
    /// <param name="rounds">What was measured in each round.</param>
    /// <param name="figure">The figure over some rounds.</param>
    public static Estimate Of<T>(T[] rounds, Func<T[], double> figure)
    {
        Random random = new(1);
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => figure(random.GetItems(rounds, rounds.Length))).Order()];
        return new Estimate(figure(rounds), drawn[Draws / 40], drawn[^(Draws / 40)]);
    }

    /// <summary>A ratio as the percentage by which it differs from one, with its interval.</summary>
    public string AsChange() => $"{Change(Value)} % ({Change(Least)} to {Change(Most)})";

    private static string Change(double ratio) => (100 * (ratio - 1)).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
}
