using System.Collections.Immutable;

namespace ActorCnn.Cluster.Joining;

/// <summary>
/// Which version of the weights a node asks for, slice by slice, and when one is whole. A slice has one request under way at a time. The
/// next version is asked for as soon as one is here, early: before it is published. Decisions alone, without tensors. Immutable.
/// </summary>
internal sealed record IncomingWeights
{
    /// <summary>Nothing is published and nothing is here.</summary>
    /// <param name="slices">How many slices the parameters have.</param>
    public IncomingWeights(int slices) => Slices = [.. Enumerable.Repeat(new Slice(-1, -1, null), slices)];

    /// <summary>The newest version, as the number of updates in it, that is here in every slice; -1 before the first.</summary>
    public long Version { get; private init; } = -1;

    private ImmutableArray<Slice> Slices { get; init; }

    /// <summary>A version of a slice can be read. One of a slice that there is not changes nothing.</summary>
    public Decision Publish(int slice, long step)
    {
        if (slice >= Slices.Length)
        {
            return new Decision(this);
        }

        Slice known = Slices[slice];
        Slice told = known with { Published = Math.Max(known.Published, step) };

        // Told of it again, since it lacks it: what was asked for early may never come, as after a cut.
        return With(slice, told).Ask(slice, told.Published) with { GivesUp = step == known.Published && known.Asked is { IsEarly: true } };
    }

    /// <summary>What was asked for is here.</summary>
    public Decision Receive(int slice)
    {
        (long published, _, Request? asked) = Slices[slice];
        long step = asked!.Step;
        IncomingWeights with = With(slice, new Slice(published, step, null));
        bool isWhole = step > Version && with.Slices.All(other => other.Here == step);
        return (isWhole ? with with { Version = step } : with).Ask(slice, Math.Max(published, step + 1)) with { IsWhole = isWhole };
    }

    /// <summary>
    /// What was asked for could not be had. A newer version is asked for now, and one that was asked for too early; otherwise the node is told of
    /// it once more when it joins again.
    /// </summary>
    public Decision Miss(int slice)
    {
        Slice known = Slices[slice];
        Request asked = known.Asked!;
        IncomingWeights without = With(slice, known with { Asked = null });
        return known.Published > asked.Step || (asked.IsEarly && known.Published == asked.Step)
            ? without.Ask(slice, known.Published)
            : new Decision(without);
    }

    private Decision Ask(int slice, long step)
    {
        Slice known = Slices[slice];
        return known.Asked is null && step > known.Here
            ? new Decision(With(slice, known with { Asked = new Request(step, IsEarly: step > known.Published) }), Asks: step)
            : new Decision(this);
    }

    private IncomingWeights With(int slice, Slice known) => this with { Slices = Slices.SetItem(slice, known) };

    /// <summary>A new state, and what to do about the slice, in order.</summary>
    /// <param name="State">The state.</param>
    /// <param name="GivesUp">True to give up the request that is under way.</param>
    /// <param name="Asks">The version to ask for; null for none.</param>
    /// <param name="IsWhole">True when <see cref="Version"/> has just become whole.</param>
    public readonly record struct Decision(IncomingWeights State, bool GivesUp = false, long? Asks = null, bool IsWhole = false);

    // The newest version that is published, the newest that is here, and what is asked for.
    private sealed record Slice(long Published, long Here, Request? Asked);

    private sealed record Request(long Step, bool IsEarly);
}
