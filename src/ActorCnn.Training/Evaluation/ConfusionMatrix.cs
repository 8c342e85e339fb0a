namespace ActorCnn.Training.Evaluation;

/// <summary>
/// How often samples of one class were taken for another. Only pairs that occur take memory. Counts do not depend on the order of
/// counting. Not synchronized.
/// </summary>
public sealed class ConfusionMatrix
{
    private readonly Dictionary<(int Actual, int Predicted), long> _counts = [];

    /// <summary>Samples of class <paramref name="actual"/> that were taken for class <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted] => _counts.GetValueOrDefault((actual, predicted));

    /// <summary>Every pair of different classes that occurs, the most frequent first, then by class.</summary>
    public IEnumerable<(int Actual, int Predicted, long Samples)> Mistakes => _counts
        .Where(count => count.Key.Actual != count.Key.Predicted)
        .OrderByDescending(count => count.Value)
        .ThenBy(count => count.Key)
        .Select(count => (count.Key.Actual, count.Key.Predicted, count.Value));

    /// <summary>Samples that were told right.</summary>
    public long Correct => _counts.Where(count => count.Key.Actual == count.Key.Predicted).Sum(count => count.Value);

    /// <summary>Counts samples, one by default.</summary>
    public void Count(int actual, int predicted, long samples = 1) =>
        _counts[(actual, predicted)] = this[actual, predicted] + samples;

    /// <summary>Adds the counts of another matrix.</summary>
    public void Add(ConfusionMatrix other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (((int actual, int predicted), long samples) in other._counts)
        {
            Count(actual, predicted, samples);
        }
    }
}
