using ActorCnn.Networks.Initialization;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// What one layer is: its kind and its settings, with no weights and no memory. Immutable; equal settings are equal layers.
/// A layer knows its geometry and makes its two kernels, the plain reference and the fast one.
/// </summary>
public abstract record Layer
{
    /// <summary>The name used in configurations, as <c>conv</c> or <c>max-pool</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The settings in a few characters for tables, as <c>16@3x3 pad 1</c>; empty when there are none.</summary>
    public virtual string Settings => "";

    /// <summary>The shape that comes out for the shape that goes in.</summary>
    /// <exception cref="LayerShapeException">The layer cannot be applied to this shape, or its settings are out of range.</exception>
    public abstract Shape OutputShape(Shape input);

    /// <summary>
    /// The parameters in the order in which they are stored: those that are trained, the weight before the bias, and then the running
    /// averages; none by default.
    /// </summary>
    /// <param name="input">A shape that <see cref="OutputShape"/> accepts.</param>
    public virtual IReadOnlyList<ParameterShape> Parameters(Shape input) => [];

    /// <summary>
    /// How the weights start, or null for the rule that suits the activation that follows. Biases always start at zero.
    /// </summary>
    public virtual Initializer? Initializer => null;

    /// <summary>Leaves the parameters as they started: their gradient is exactly zero, and no step changes them. False by default.</summary>
    public bool Frozen { get; init; }

    /// <summary>This layer and those inside it.</summary>
    public int LayerCount => 1 + Branches.Sum(branch => branch.Layers.Sum(layer => layer.LayerCount));

    /// <summary>The layers inside this one; none by default.</summary>
    public virtual IReadOnlyList<LayerBranch> Branches => [];

    /// <summary>This layer and those inside it, in the order of their numbers.</summary>
    public IEnumerable<Layer> WithInner => Branches.SelectMany(branch => branch.Layers).SelectMany(layer => layer.WithInner).Prepend(this);

    /// <summary>True for activations that, like relu, let about half of the variance through: weights before them start larger.</summary>
    public virtual bool IsRectifier => false;

    /// <summary>The values that a pooling makes one of; 1 for any other layer.</summary>
    /// <param name="input">A shape that <see cref="OutputShape"/> accepts.</param>
    public virtual int PoolingArea(Shape input) => 1;

    /// <summary>The plain kernel in double precision for one sample: the oracle that the fast kernels are held against.</summary>
    public abstract ReferenceOperator CreateReferenceOperator(Shape input);

    /// <summary>The fast kernel in single precision for sixteen samples, one to a vector lane.</summary>
    public abstract LaneOperator CreateLaneOperator(Shape input);
}
