using ActorCnn.Networks.Numerics;
using ActorCnn.Networks.Optimization;

namespace ActorCnn.Training.Parameters;

/// <summary>
/// The weights of a run and what the optimizer remembers. The parameter actor alone writes them, between steps; inside its process others
/// read the weights in place while a step is computed.
/// </summary>
public sealed class ParameterStore
{
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _optimizerState;

    /// <summary>Takes memory and copies the weights and the state in.</summary>
    /// <param name="weights">In the network's buffer order.</param>
    /// <param name="optimizer">How a gradient changes them.</param>
    /// <param name="optimizerState">What the optimizer remembers; null starts it at zero.</param>
    public ParameterStore(ReadOnlySpan<float> weights, Optimizer optimizer, float[]? optimizerState = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Optimizer = optimizer;
        _weights = new AlignedBuffer(weights.Length);
        weights.CopyTo(_weights.Span);
        _optimizerState = new AlignedBuffer(checked(weights.Length * optimizer.StatePerParameter));
        optimizerState?.CopyTo(_optimizerState.Span);
    }

    /// <summary>How a gradient changes the weights.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The weights.</summary>
    public ReadOnlySpan<float> Weights => _weights.Span;

    /// <summary>What the optimizer remembers.</summary>
    public ReadOnlySpan<float> OptimizerState => _optimizerState.Span;

    /// <summary>Applies a step. Only the parameter actor may call it.</summary>
    public void Apply(ReadOnlySpan<float> gradientSum, int samples, long step) =>
        Optimizer.Apply(_weights.Span, gradientSum, _optimizerState.Span, samples, step);
}
