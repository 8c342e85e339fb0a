using System.Runtime.InteropServices;
using ActorCnn.Networks;
using ActorCnn.Networks.Optimization;
using ActorCnn.Networks.Optimization.Schedules;

namespace ActorCnn.Training.Parameters;

/// <summary>
/// The state of one slice as bytes: its weights, and then of each number that the optimizer remembers those of the slice, all float32,
/// little-endian. A node that holds a slice has a store of just this, in which the slice begins at zero: an update is elementwise, so it
/// has the bits that it has among all parameters.
/// </summary>
public static class SliceState
{
    /// <summary>The bytes of a slice.</summary>
    /// <param name="weights">The weights that the slice is cut from.</param>
    /// <param name="optimizerState">What the optimizer remembers of them.</param>
    /// <param name="slice">The slice.</param>
    public static byte[] Write(ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState, ParameterSlice slice)
    {
        int planes = optimizerState.Length / weights.Length;
        byte[] bytes = new byte[LengthOf(slice, planes)];
        Span<float> numbers = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        slice.Of(weights).CopyTo(numbers);
        for (int plane = 0; plane < planes; plane++)
        {
            slice.Of(optimizerState[(plane * weights.Length)..]).CopyTo(numbers[((plane + 1) * slice.Length)..]);
        }

        return bytes;
    }

    /// <summary>The bytes that a slice takes.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="planes">Numbers that the optimizer remembers of each parameter.</param>
    public static int LengthOf(ParameterSlice slice, int planes) => checked(slice.Length * sizeof(float) * (1 + planes));

    /// <summary>Puts a slice's bytes in its place among all parameters.</summary>
    /// <param name="state">As <see cref="Write"/> made them.</param>
    /// <param name="slice">The slice.</param>
    /// <param name="weights">All weights.</param>
    /// <param name="optimizerState">All that the optimizer remembers.</param>
    /// <exception cref="ArgumentException">The bytes have another length.</exception>
    public static void Read(ReadOnlySpan<byte> state, ParameterSlice slice, Span<float> weights, Span<float> optimizerState)
    {
        int planes = optimizerState.Length / weights.Length;
        ReadOnlySpan<float> numbers = NumbersOf(state, slice, planes);
        numbers[..slice.Length].CopyTo(slice.Of(weights));
        for (int plane = 0; plane < planes; plane++)
        {
            numbers.Slice((plane + 1) * slice.Length, slice.Length).CopyTo(slice.Of(optimizerState[(plane * weights.Length)..]));
        }
    }

    /// <summary>A store of one slice alone, where it begins at zero.</summary>
    /// <param name="state">As <see cref="Write"/> made them.</param>
    /// <param name="slice">The slice, as it lies among all parameters.</param>
    /// <param name="network">The network.</param>
    /// <param name="optimizer">How a gradient changes the weights.</param>
    /// <param name="length">The run's length.</param>
    /// <exception cref="ArgumentException">The bytes have another length.</exception>
    public static ParameterStore CreateStore(
        ReadOnlySpan<byte> state, ParameterSlice slice, Network network, Optimizer optimizer, RunLength length)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        ReadOnlySpan<float> numbers = NumbersOf(state, slice, optimizer.StatePerParameter);
        return new ParameterStore(
            numbers[..slice.Length],
            optimizer,
            numbers[slice.Length..].ToArray(),
            length,
            [.. network.ParameterRanges.Select(slice.PartOf).OfType<ParameterRange>()]);
    }

    private static ReadOnlySpan<float> NumbersOf(ReadOnlySpan<byte> state, ParameterSlice slice, int planes) =>
        state.Length == LengthOf(slice, planes)
            ? MemoryMarshal.Cast<byte, float>(state)
            : throw new ArgumentException(
                $"state of slice {slice.Index}: another length; expected {LengthOf(slice, planes)} bytes, got {state.Length}", nameof(state));
}
