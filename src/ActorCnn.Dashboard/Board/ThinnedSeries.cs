namespace ActorCnn.Dashboard.Board;

/// <summary>
/// A curve of any length in bounded memory: each row is the mean of a number of neighbours, which doubles whenever the memory is full.
/// A row is x followed by the columns; NaN stands for what is not known and is left out of a mean. Not for several threads.
/// </summary>
/// <param name="columns">Values beside x.</param>
/// <param name="capacity">Rows kept at most, an even number.</param>
internal sealed class ThinnedSeries(int columns, int capacity)
{
    private readonly List<float[]> _rows = [];
    private readonly double[] _sums = new double[columns];
    private readonly int[] _counts = new int[columns];
    private int _width = 1;
    private int _pending;

    /// <summary>Counts up whenever the rows that were there have changed.</summary>
    public int Generation { get; private set; }

    /// <summary>The rows that are complete.</summary>
    public IReadOnlyList<float[]> Rows => _rows;

    /// <summary>Adds a point behind the others.</summary>
    public void Add(double x, params ReadOnlySpan<double> values)
    {
        for (int column = 0; column < columns; column++)
        {
            if (!double.IsNaN(values[column]))
            {
                _sums[column] += values[column];
                _counts[column]++;
            }
        }

        if (++_pending < _width)
        {
            return;
        }

        float[] row = new float[columns + 1];
        row[0] = (float)x;
        for (int column = 0; column < columns; column++)
        {
            row[column + 1] = _counts[column] == 0 ? float.NaN : (float)(_sums[column] / _counts[column]);
        }

        _rows.Add(row);
        Array.Clear(_sums);
        Array.Clear(_counts);
        _pending = 0;
        if (_rows.Count >= capacity)
        {
            HalveRows();
        }
    }

    private void HalveRows()
    {
        for (int row = 0; row < _rows.Count / 2; row++)
        {
            _rows[row] = MeanOf(_rows[2 * row], _rows[(2 * row) + 1]);
        }

        _rows.RemoveRange(_rows.Count / 2, _rows.Count - (_rows.Count / 2));
        _width *= 2;
        Generation++;
    }

    private static float[] MeanOf(float[] left, float[] right)
    {
        float[] mean = new float[left.Length];
        mean[0] = right[0];
        for (int column = 1; column < mean.Length; column++)
        {
            mean[column] = float.IsNaN(left[column]) ? right[column]
                : float.IsNaN(right[column]) ? left[column]
                : (left[column] + right[column]) / 2;
        }

        return mean;
    }
}
