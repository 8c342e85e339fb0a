using ActorCnn.Networks.Numerics;

namespace ActorCnn.Data;

/// <summary>
/// The order in which an epoch visits the training samples: a shuffle keyed by (seed, epoch), or the stored order. Depends on nothing
/// else, so that every node works it out for itself.
/// </summary>
public static class EpochOrder
{
    /// <summary>Writes the epoch's order.</summary>
    /// <param name="order">Overwritten with a permutation of 0 to its length - 1.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from zero.</param>
    /// <param name="shuffle">False leaves the stored order.</param>
    public static void Fill(Span<int> order, ulong seed, int epoch, bool shuffle)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // Fisher and Yates, from the end: each position draws by its own number.
        for (int i = order.Length - 1; shuffle && i > 0; i--)
        {
            int j = CounterRandom.Below(i + 1, seed, RandomPurpose.Shuffle, (uint)epoch, (uint)i);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
