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

    /// <summary>Measures, after rounds that do not count.</summary>
    /// <param name="rounds">Rounds that count.</param>
    /// <param name="before">Rounds before those; what runs in several processes takes longer until all of its code is compiled at its best.</param>
    public void Run(int rounds, int before = 1)
    {
        for (int round = 0; round < before; round++)
        {
            _things.ForEach(thing => thing.Window());
        }

        for (int round = 0; round < rounds; round++)
        {
            _things.ForEach(thing => thing.Rates.Add(thing.Window()));
        }
    }
}
