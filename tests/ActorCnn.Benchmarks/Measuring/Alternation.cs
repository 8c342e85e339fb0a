namespace ActorCnn.Benchmarks.Measuring;

/// <summary>
/// Measures several things in turn, a window each, round after round: whatever disturbs the machine disturbs all alike.
/// </summary>
internal sealed class Alternation
{
    private readonly List<(Func<double> Window, Series Rates)> _things = [];

    /// <summary>Adds a thing; its windows come after those of the things before it.</summary>
    /// <param name="window">Measures for a window and returns a rate.</param>
    /// <returns>Where its rates will be.</returns>
    public Series Add(Func<double> window)
    {
        Series rates = new();
        _things.Add((window, rates));
        return rates;
    }

    /// <summary>Measures, after a round that does not count.</summary>
    public void Run(int rounds)
    {
        _things.ForEach(thing => thing.Window());
        for (int round = 0; round < rounds; round++)
        {
            _things.ForEach(thing => thing.Rates.Add(thing.Window()));
        }
    }
}
