namespace ActorCnn.Training.Protocol;

/// <summary>What is computed over a set of samples.</summary>
public enum PassKind
{
    /// <summary>The gradient of a minibatch, forward and backward.</summary>
    Gradient,

    /// <summary>The metrics of the test samples, forward only.</summary>
    Evaluation,
}

/// <summary>
/// One pass of the network over a set of samples. With a shard range and an attempt it names a result, so that one from another run or
/// step is never taken for this one's.
/// </summary>
/// <param name="Run">The run's id.</param>
/// <param name="Kind">Gradient or evaluation.</param>
/// <param name="Step">The version of the weights: the number of updates made before.</param>
/// <param name="Epoch">The epoch, from zero.</param>
/// <param name="Batch">The minibatch's position in the epoch, from zero; zero for an evaluation.</param>
public sealed record Pass(string Run, PassKind Kind, long Step, int Epoch, int Batch)
{
    /// <summary>For messages, as <c>step 12 (epoch 3)</c>, counted from one.</summary>
    public override string ToString() => Kind == PassKind.Gradient
        ? $"step {Step + 1} (epoch {Epoch + 1})"
        : $"evaluation after step {Step} (epoch {Epoch + 1})";
}
