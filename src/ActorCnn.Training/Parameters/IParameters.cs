namespace ActorCnn.Training.Parameters;

/// <summary>All that a checkpoint holds of the parameters, read in place.</summary>
public interface IParameters : IWeights
{
    /// <summary>What the optimizer remembers, planar as <see cref="Networks.Optimization.OptimizerState"/> says.</summary>
    ReadOnlySpan<float> OptimizerState { get; }
}
