namespace ActorCnn.Dashboard.Board;

/// <summary>What a page has seen of the curves.</summary>
internal sealed class BoardCursor
{
    private readonly (int Generation, int Count)[] _seen = [(-1, 0), (-1, 0), (-1, 0)];

    /// <summary>What of a curve is new, from now on seen.</summary>
    /// <param name="curve">Its number.</param>
    /// <param name="series">The curve.</param>
    public Rows Advance(int curve, ThinnedSeries series)
    {
        bool anew = _seen[curve].Generation != series.Generation;
        int from = anew ? 0 : _seen[curve].Count;
        _seen[curve] = (series.Generation, series.Rows.Count);
        return new Rows(anew, [.. series.Rows.Skip(from)]);
    }
}
