using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Parameters;

/// <summary>A run as it was after a step: where it stood, and all of its parameters. Immutable once made.</summary>
/// <param name="position">Where it stood.</param>
/// <param name="weights">The weights, in the network's buffer order.</param>
/// <param name="optimizerState">What the optimizer remembers, for all parameters.</param>
public sealed class RunSnapshot(RunPosition position, float[] weights, float[] optimizerState) : IParameters
{
    /// <summary>Where it stood.</summary>
    public RunPosition Position { get; } = position;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Weights => weights;

    /// <inheritdoc/>
    public ReadOnlySpan<float> OptimizerState => optimizerState;

    /// <summary>The same parameters, said to be those of another position of the same step.</summary>
    public RunSnapshot At(RunPosition other) => new(other, weights, optimizerState);

    /// <summary>Puts a run together from the states of its slices.</summary>
    /// <param name="position">Where it stands.</param>
    /// <param name="slices">How the parameters are cut.</param>
    /// <param name="states">The state of each slice, as <see cref="SliceState"/> writes it.</param>
    /// <param name="planes">Numbers that the optimizer remembers of each parameter.</param>
    /// <exception cref="ArgumentException">A state has another length than its slice's.</exception>
    public static RunSnapshot Join(RunPosition position, IReadOnlyList<ParameterSlice> slices, IReadOnlyList<byte[]> states, int planes)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(states);
        int parameters = slices.Sum(slice => slice.Length);
        float[] weights = new float[parameters];
        float[] optimizerState = new float[checked(parameters * planes)];
        foreach (ParameterSlice slice in slices)
        {
            SliceState.Read(states[slice.Index], slice, weights, optimizerState);
        }

        return new RunSnapshot(position, weights, optimizerState);
    }
}
