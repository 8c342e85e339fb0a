using ActorCnn.Networks;
using ActorCnn.Networks.Numerics;
using ActorCnn.Networks.Optimization;
using ActorCnn.Networks.Optimization.Schedules;

namespace ActorCnn.Training.Parameters;

/// <summary>
/// The weights of a run and what the optimizer remembers. The parameter actors alone write them, each its slice, between steps; inside
/// their process others read the weights in place while a step is computed.
/// </summary>
public sealed class ParameterStore : IParameters
{
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _optimizerState;
    private readonly RunLength _length;
    private readonly IReadOnlyList<ParameterRange> _ranges;

    /// <summary>Takes memory and copies the weights and the state in.</summary>
    /// <param name="weights">In the network's buffer order.</param>
    /// <param name="optimizer">How a gradient changes them.</param>
    /// <param name="optimizerState">What the optimizer remembers, planar as <see cref="OptimizerState"/> says; null starts it at zero.</param>
    /// <param name="length">The run's length; a constant learning rate does without.</param>
    /// <param name="ranges">What a step does to each weight; null when the optimizer changes all.</param>
    /// <exception cref="ArgumentException">The state is not as long as this optimizer's is.</exception>
    public ParameterStore(
        ReadOnlySpan<float> weights,
        Optimizer optimizer,
        float[]? optimizerState = null,
        RunLength length = default,
        IReadOnlyList<ParameterRange>? ranges = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Optimizer = optimizer;
        _length = length;
        _weights = new AlignedBuffer(weights.Length);
        weights.CopyTo(_weights.Span);
        _optimizerState = new AlignedBuffer(checked(weights.Length * optimizer.StatePerParameter));
        if (optimizerState is not null && optimizerState.Length != _optimizerState.Length)
        {
            throw new ArgumentException(
                $"optimizer state: another length; expected {_optimizerState.Length} numbers, got {optimizerState.Length}", nameof(optimizerState));
        }

        optimizerState?.CopyTo(_optimizerState.Span);
        _ranges = ranges ?? [new ParameterRange(0, weights.Length, ParameterUpdate.Trained)];
    }

    /// <summary>How a gradient changes the weights.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>What keeps copies of the weights for those who report; null for nobody.</summary>
    public WeightSnapshots? Snapshots { get; init; }

    /// <summary>
    /// A slice was updated: the slice, and the number of updates in it. Raised by its parameter actor, before anybody hears of the step; who
    /// listens is quick, and reads the slice at once or not at all.
    /// </summary>
    public event Action<ParameterSlice, long>? Applied;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Weights => _weights.Span;

    /// <inheritdoc/>
    public ReadOnlySpan<float> OptimizerState => _optimizerState.Span;

    /// <summary>The learning rate at a step.</summary>
    /// <param name="step">The number of updates made before.</param>
    /// <param name="dropped">What the drops of a plateau schedule multiply it by.</param>
    public float LearningRate(long step, double dropped = 1) => Optimizer.LearningRate(step, _length, dropped);

    /// <summary>Applies a step to a slice. Only the slice's parameter actor may call it.</summary>
    /// <param name="slice">The slice; all parameters when the optimizer clips by norm.</param>
    /// <param name="gradientSum">The sum of the samples' gradients over the slice's parameters; clipped in place.</param>
    /// <param name="samples">Samples in the minibatch.</param>
    /// <param name="step">The number of updates made before.</param>
    /// <param name="dropped">What the drops of a plateau schedule multiply the learning rate by.</param>
    /// <param name="updates">The number of updates made before, where a step has several; null where it is that of the steps.</param>
    public void Apply(ParameterSlice slice, Span<float> gradientSum, int samples, long step, double dropped = 1, long? updates = null)
    {
        if (Optimizer.Clipping.NeedsWholeGradient && slice.Length != _weights.Length)
        {
            throw new InvalidOperationException($"clipping by norm: the norm is over all parameters; expected {_weights.Length}, got {slice.Length}");
        }

        Optimizer.Clipping.Apply(gradientSum, Trained(slice), samples);
        UpdateStep update = new(samples, updates ?? step, LearningRate(step, dropped));
        foreach (ParameterRange range in _ranges)
        {
            if (slice.PartOf(range) is not { } part)
            {
                continue;
            }

            int first = slice.First + part.Offset;
            Span<float> weights = _weights.Span.Slice(first, part.Length);
            ReadOnlySpan<float> sum = gradientSum.Slice(part.Offset, part.Length);
            switch (range.Update)
            {
                case ParameterUpdate.Trained:
                    Optimizer.Apply(weights, sum, new OptimizerState(_optimizerState.Span, _weights.Length, first, part.Length), update);
                    break;
                case ParameterUpdate.RunningAverage:
                    RunningAverage.Apply(weights, sum, samples, range.Momentum);
                    break;
            }
        }

        Snapshots?.Keep(step + 1, slice, _weights.Span);
        Applied?.Invoke(slice, step + 1);
    }

    // What the optimizer may change of a slice, counted from the slice's first parameter.
    private Range[] Trained(ParameterSlice slice) =>
        !Optimizer.Clipping.IsActive ? [] : [.. _ranges
            .Where(range => range.Update == ParameterUpdate.Trained)
            .Select(slice.PartOf)
            .OfType<ParameterRange>()
            .Select(part => part.Offset..(part.Offset + part.Length))];
}
