namespace ActorCnn.Networks;

/// <summary>What a step does to a parameter.</summary>
public enum ParameterUpdate
{
    /// <summary>The optimizer changes it by its gradient.</summary>
    Trained,

    /// <summary>Nothing: its bits stay, and its gradient is exactly zero.</summary>
    Frozen,

    /// <summary>
    /// <c>value = (1 - momentum) value + momentum sum / samples</c>: in place of a gradient the samples' sum of a statistic arrives. The
    /// optimizer must not see it: not in decay, not in a norm.
    /// </summary>
    RunningAverage,
}

/// <summary>A stretch of the parameter buffer that a step treats alike.</summary>
/// <param name="Offset">Its first position.</param>
/// <param name="Length">How many parameters.</param>
/// <param name="Update">What a step does to them.</param>
/// <param name="Momentum">The weight of the newest statistic of a <see cref="ParameterUpdate.RunningAverage"/>, else 0.</param>
public readonly record struct ParameterRange(int Offset, int Length, ParameterUpdate Update, float Momentum = 0);
