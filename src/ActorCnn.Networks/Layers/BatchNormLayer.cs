using System.Globalization;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// Batch normalization, channel by channel: <c>y = gamma (x - mean) / sqrt(variance + epsilon) + beta</c>, Ioffe and Szegedy 2015. Any
/// shape, unchanged.
/// <para>
/// In training mean and variance are those of the channel's values over the samples of a logical shard (more exactly of a lane block:
/// a shard of more than sixteen samples is normalized sixteen by sixteen), so that they do not depend on who computes what. When
/// evaluating they are running averages over the steps, weighted by samples, of the shards' means and unbiased variances. A frozen layer
/// always uses those.
/// </para>
/// </summary>
public sealed record BatchNormLayer(float Momentum = BatchNormLayer.DefaultMomentum, float Epsilon = BatchNormLayer.DefaultEpsilon) : Layer
{
    /// <summary>The momentum when none is given.</summary>
    public const float DefaultMomentum = 0.1f;

    /// <summary>The epsilon when none is given.</summary>
    public const float DefaultEpsilon = 1e-5f;

    /// <summary>The least epsilon: the square root of a smaller one would make noise of a channel that is the same everywhere.</summary>
    public const float LeastEpsilon = 1e-10f;

    /// <inheritdoc/>
    public override string Type => "batch-norm";

    /// <inheritdoc/>
    public override string Settings =>
        string.Create(CultureInfo.InvariantCulture, $"momentum {Momentum} epsilon {Epsilon}");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Momentum is not (>= 0 and <= 1))
        {
            throw new LayerShapeException("momentum out of range", "0 to 1", Momentum.ToString(CultureInfo.InvariantCulture), "use a momentum as 0.1");
        }

        return Epsilon is >= LeastEpsilon and <= 1
            ? input
            : throw new LayerShapeException(
                "epsilon out of range", string.Create(CultureInfo.InvariantCulture, $"{LeastEpsilon} to 1"),
                Epsilon.ToString(CultureInfo.InvariantCulture), "use an epsilon as 0.00001");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(Shape input) =>
    [
        new("gamma", [input.Channels]) { Start = 1 },
        new("beta", [input.Channels]),
        new("running_mean", [input.Channels]) { RunningMomentum = Momentum },
        new("running_variance", [input.Channels]) { RunningMomentum = Momentum, Start = 1 },
    ];

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceBatchNorm(this, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneBatchNorm(this, input);
}
