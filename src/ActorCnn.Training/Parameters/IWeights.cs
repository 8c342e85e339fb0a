namespace ActorCnn.Training.Parameters;

/// <summary>All weights of a network in its buffer order, read in place: those of a run, or a node's copy of them.</summary>
public interface IWeights
{
    /// <summary>The numbers.</summary>
    ReadOnlySpan<float> Weights { get; }
}
