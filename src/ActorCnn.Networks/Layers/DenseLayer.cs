using ActorCnn.Networks.Initialization;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>Full connection: <c>out = bias + weight in</c>. Shapes: (n, 1, 1) to (units, 1, 1).</summary>
public sealed record DenseLayer : Layer
{
    /// <summary>Creates a full connection.</summary>
    public DenseLayer(int units, Initializer? initializer = null)
    {
        Units = units;
        Initializer = initializer;
    }

    /// <summary>The number of outputs.</summary>
    public int Units { get; }

    /// <inheritdoc/>
    public override Initializer? Initializer { get; }

    /// <inheritdoc/>
    public override string Type => "dense";

    /// <inheritdoc/>
    public override string Settings => $"{Units}";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Window.RequireAtLeast(1, Units, "units");
        if (input.Height != 1 || input.Width != 1)
        {
            throw new LayerShapeException("dense wants a flat input", "a vector", $"{input}", "put { type: flatten } before it");
        }

        if (Units > Shape.MaximumCount || (long)Units * input.Channels > int.MaxValue / 8)
        {
            throw new LayerShapeException(
                "weight matrix too large", $"at most {int.MaxValue / 8} values", $"{Units}x{input.Channels}", "use fewer units");
        }

        return Shape.Flat(Units);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(Shape input) =>
        [new("weight", [Units, input.Count]), new("bias", [Units])];

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceDense(this, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneDense(this, input);
}
