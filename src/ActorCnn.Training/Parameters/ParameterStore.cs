using ActorCnn.Networks;
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
    private readonly IReadOnlyList<ParameterRange> _ranges;

    /// <summary>Takes memory and copies the weights and the state in.</summary>
    /// <param name="weights">In the network's buffer order.</param>
    /// <param name="optimizer">How a gradient changes them.</param>
    /// <param name="optimizerState">What the optimizer remembers; null starts it at zero.</param>
    /// <param name="ranges">What a step does to each weight; null when the optimizer changes all.</param>
    public ParameterStore(
        ReadOnlySpan<float> weights, Optimizer optimizer, float[]? optimizerState = null, IReadOnlyList<ParameterRange>? ranges = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Optimizer = optimizer;
        _weights = new AlignedBuffer(weights.Length);
        weights.CopyTo(_weights.Span);
        _optimizerState = new AlignedBuffer(checked(weights.Length * optimizer.StatePerParameter));
        optimizerState?.CopyTo(_optimizerState.Span);
        _ranges = ranges ?? [new ParameterRange(0, weights.Length, ParameterUpdate.Trained)];
    }

    /// <summary>How a gradient changes the weights.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The weights.</summary>
    public ReadOnlySpan<float> Weights => _weights.Span;

    /// <summary>What the optimizer remembers.</summary>
    public ReadOnlySpan<float> OptimizerState => _optimizerState.Span;

    /// <summary>Applies a step. Only the parameter actor may call it.</summary>
    public void Apply(ReadOnlySpan<float> gradientSum, int samples, long step)
    {
        foreach (ParameterRange range in _ranges)
        {
            Span<float> weights = _weights.Span.Slice(range.Offset, range.Length);
            ReadOnlySpan<float> sum = gradientSum.Slice(range.Offset, range.Length);
            switch (range.Update)
            {
                case ParameterUpdate.Trained:
                    int each = Optimizer.StatePerParameter;
                    Optimizer.Apply(weights, sum, _optimizerState.Span.Slice(range.Offset * each, range.Length * each), samples, step);
                    break;
                case ParameterUpdate.RunningAverage:
                    RunningAverage.Apply(weights, sum, samples, range.Momentum);
                    break;
            }
        }
    }
}
