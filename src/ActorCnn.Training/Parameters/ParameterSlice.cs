using System.Collections.Immutable;
using ActorCnn.Networks;

namespace ActorCnn.Training.Parameters;

/// <summary>
/// A part of the parameters that one parameter actor owns. An update is elementwise, so any cut gives the same bits.
/// </summary>
/// <param name="Index">Its number, from zero.</param>
/// <param name="First">The place of its first parameter in the network's buffer.</param>
/// <param name="Length">How many parameters it has.</param>
public readonly record struct ParameterSlice(int Index, int First, int Length)
{
    // Slices begin at a cache line, so that two threads never write to the same one.
    private const int Alignment = 16;

    // Below this a slice's share of the sums and of the update costs less than the messages that it takes.
    private const int WorthASlice = 1 << 17;

    /// <summary>Cuts parameters into slices of about the same length.</summary>
    /// <param name="parameters">How many parameters there are, at least one.</param>
    /// <param name="slices">How many slices are wanted; fewer are made when there are not enough parameters.</param>
    public static ImmutableArray<ParameterSlice> Cut(int parameters, int slices)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slices);
        int blocks = ((parameters - 1) / Alignment) + 1;
        int count = Math.Min(slices, blocks);
        ImmutableArray<ParameterSlice>.Builder cut = ImmutableArray.CreateBuilder<ParameterSlice>(count);
        for (int i = 0; i < count; i++)
        {
            int first = (int)((long)blocks * i / count) * Alignment;
            int end = Math.Min(parameters, (int)((long)blocks * (i + 1) / count) * Alignment);
            cut.Add(new ParameterSlice(i, first, end - first));
        }

        return cut.MoveToImmutable();
    }

    /// <summary>How many slices are worth their messages inside one process.</summary>
    /// <param name="parameters">How many parameters there are.</param>
    /// <param name="workers">Threads that compute.</param>
    public static int SuitableCount(int parameters, int workers) => Math.Clamp(parameters / WorthASlice, 1, workers);

    /// <summary>
    /// The part of a range that lies in the slice, its offset counted from the slice's first parameter; null when none does.
    /// </summary>
    public ParameterRange? PartOf(ParameterRange range)
    {
        int first = Math.Max(range.Offset, First);
        int length = Math.Min(range.Offset + range.Length, First + Length) - first;
        return length > 0 ? range with { Offset = first - First, Length = length } : null;
    }

    /// <summary>The slice's part of all parameters.</summary>
    public Span<float> Of(Span<float> parameters) => parameters.Slice(First, Length);

    /// <summary>The slice's part of all parameters.</summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> parameters) => parameters.Slice(First, Length);
}
