using System.Collections.Immutable;

namespace ActorCnn.Training.Asynchronous;

/// <summary>
/// The gradients that are being computed or wait to be applied, and the rule that none is applied to weights more than a bound of updates
/// newer than those it was computed on. A gradient that would make an older one too old waits for it; so many are under way at most that
/// the oldest can always be applied when it comes. Nothing is thrown away. Immutable.
/// </summary>
/// <remarks>
/// With n gradients under way, in the order of their weights' versions v(0) to v(n-1), applying them in that order must keep the bound:
/// <c>version + i - v(i) &lt;= bound</c> for each i. A new one has v = version and comes last, so it may begin while <c>n &lt;= bound</c>.
/// One that is not the first may be applied when the rule still holds for those before it, which then come one update later. After Ho et
/// al., "More effective distributed ML via a stale synchronous parallel parameter server", 2013.
/// </remarks>
/// <param name="Bound">The most updates that may lie between a gradient's weights and those that it is applied to; not negative.</param>
/// <param name="Version">Updates made.</param>
public sealed record StalenessWindow(int Bound, long Version)
{
    /// <summary>A gradient that is under way.</summary>
    /// <param name="Shard">The shard that it is of.</param>
    /// <param name="Version">The version of its weights.</param>
    /// <param name="IsHere">Whether it is computed and waits.</param>
    public readonly record struct Gradient(int Shard, long Version, bool IsHere);

    /// <summary>The gradients under way, those on the oldest weights first.</summary>
    public ImmutableList<Gradient> UnderWay { get; init; } = [];

    /// <summary>Whether another gradient may be computed on the newest weights.</summary>
    public bool HasRoom => UnderWay.Count <= Bound;

    /// <summary>A gradient is begun on the newest weights.</summary>
    /// <exception cref="InvalidOperationException">There is no room.</exception>
    public StalenessWindow Begin(int shard) => HasRoom
        ? this with { UnderWay = UnderWay.Add(new Gradient(shard, Version, IsHere: false)) }
        : throw new InvalidOperationException($"staleness: no room for another gradient; expected at most {Bound + 1}, got {UnderWay.Count + 1}");

    /// <summary>A gradient will not come.</summary>
    public StalenessWindow Drop(int shard) => this with { UnderWay = UnderWay.RemoveAll(gradient => gradient.Shard == shard) };

    /// <summary>A gradient is computed.</summary>
    /// <returns>The window after all that may be applied now, and that in order.</returns>
    public (StalenessWindow Window, ImmutableArray<Gradient> Applied) Arrive(int shard)
    {
        StalenessWindow window = this with
        {
            UnderWay = [.. UnderWay.Select(gradient => gradient.Shard == shard ? gradient with { IsHere = true } : gradient)],
        };
        ImmutableArray<Gradient>.Builder applied = ImmutableArray.CreateBuilder<Gradient>();
        while (window.FirstApplicable() is { } index)
        {
            applied.Add(window.UnderWay[index]);
            window = window with { Version = window.Version + 1, UnderWay = window.UnderWay.RemoveAt(index) };
        }

        return (window, applied.ToImmutable());
    }

    private int? FirstApplicable()
    {
        for (int i = 0; i < UnderWay.Count; i++)
        {
            if (UnderWay[i].IsHere)
            {
                return i;
            }

            // It would be applied after one more update than before.
            if (Version + 1 + i - UnderWay[i].Version > Bound)
            {
                return null;
            }
        }

        return null;
    }
}
