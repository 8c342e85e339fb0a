using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// A layer of one's own, which computes each sample by itself. Derive an immutable record with the settings as its properties, and say the
/// shape that comes out, the parameters if it has any, and the kernel. To add up existing layers, no type is wanted: a function that
/// returns them in a row will do.
/// </summary>
/// <remarks>
/// A parameter called <c>weight</c> has at least two sizes, outputs and inputs, and starts as <see cref="Layer.Initializer"/> says; any
/// other starts at its <see cref="ParameterShape.Start"/>. See <see cref="LaneKernel"/> for the rules of what is computed.
/// </remarks>
public abstract record CustomLayer : Layer
{
    /// <summary>What it computes for a shape that <see cref="Layer.OutputShape"/> accepts.</summary>
    protected abstract LaneKernel CreateKernel(Shape input);

    /// <inheritdoc/>
    public sealed override LaneOperator CreateLaneOperator(Shape input) =>
        new LaneCustom(CreateKernel(input), input, OutputShape(input), Parameters(input).Sum(parameter => parameter.Count), Frozen);

    /// <summary>A plain kernel in double precision, if there is one; as it is, the fast kernel stands in.</summary>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceOfKernel(CreateKernel(input), OutputShape(input));
}
