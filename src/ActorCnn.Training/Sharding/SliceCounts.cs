using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;

namespace ActorCnn.Training.Sharding;

/// <summary>
/// Which shards of a pass each slice of the parameters has counted. A slice counts for itself: after a loss some may have a range that
/// others lack. Immutable.
/// </summary>
/// <param name="Slices">What each slice has counted.</param>
public sealed record SliceCounts(ImmutableArray<ReductionTree> Slices)
{
    /// <summary>Nothing has been counted.</summary>
    /// <param name="shards">Shards of the pass.</param>
    /// <param name="slices">Slices of the parameters; one for an evaluation.</param>
    public static SliceCounts Empty(int shards, int slices) => new([.. Enumerable.Repeat(ReductionTree.Empty(shards), slices)]);

    /// <summary>The metrics over all shards; null before the first slice has counted every one.</summary>
    public ShardMetrics? Total => Slices[0].Total;

    /// <summary>True when every slice has counted every shard.</summary>
    public bool IsComplete => Slices.All(slice => slice.IsComplete);

    /// <summary>Counts a range for a slice, once.</summary>
    /// <returns>The new counts; null when the range was counted before, or is not of this pass.</returns>
    public SliceCounts? Accept(int slice, ShardRange range, ShardMetrics metrics) =>
        slice >= 0 && slice < Slices.Length && Slices[slice].Accept(range, metrics) is { } accepted
            ? new SliceCounts(Slices.SetItem(slice, accepted.Tree))
            : null;

    /// <summary>Learns that a slice has counted a range, parts of which may be known: word of others may have been lost.</summary>
    /// <returns>The new counts; null when all of it was known, or the range is not of this pass.</returns>
    public SliceCounts? Learn(int slice, ShardRange range)
    {
        if (slice < 0 || slice >= Slices.Length || !Slices[slice].Contains(range))
        {
            return null;
        }

        SliceCounts? learned = null;
        foreach (ShardRange part in Slices[slice].Missing(range))
        {
            learned = (learned ?? this).Accept(slice, part, default);
        }

        return learned;
    }

    /// <summary>
    /// The parts of a range that some slice lacks, as few and as large as can be, so that whoever lacks one takes all of it and nobody
    /// refuses it for a piece that was counted.
    /// </summary>
    public ImmutableArray<ShardRange> Missing(ShardRange range)
    {
        if (Slices.Length == 1)
        {
            return Slices[0].Missing(range);
        }

        ImmutableArray<ShardRange>.Builder missing = ImmutableArray.CreateBuilder<ShardRange>();
        Collect(range);
        return missing.ToImmutable();

        void Collect(ShardRange part)
        {
            if (Slices.All(slice => slice.Missing(part).IsEmpty))
            {
                return;
            }

            if (Slices.All(slice => slice.Missing(part) is [] || slice.Missing(part) is [var whole] && whole == part))
            {
                missing.Add(part);
                return;
            }

            Collect(part.Left);
            Collect(part.Right);
        }
    }
}
