using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// What a layer of one's own computes, for sixteen samples at a time: each <c>Vector512&lt;float&gt;</c> holds the same value of sixteen
/// samples, so that code for one sample, written with vectors instead of numbers, is code for sixteen. Values are ordered
/// <c>[channel][row][column]</c>, parameters as <see cref="Layers.Layer.Parameters"/> says.
/// </summary>
/// <remarks>
/// Rules, on which the same bits on any machine rest. Each lane is computed from its own lane and the parameters alone. Everything is done
/// in an order that depends on the shapes alone. No state is kept: one kernel serves all threads, and what the backward pass needs it is
/// given again. Sums, products and <c>Vector512.FusedMultiplyAdd</c> are the same everywhere; exponentials and logarithms come from
/// <see cref="Numerics.LaneMath"/>, never from <c>Vector512.Exp</c> or <c>MathF</c>. Nothing should be allocated.
/// </remarks>
public abstract class LaneKernel
{
    /// <summary>Computes the output.</summary>
    /// <param name="parameters">The layer's parameters.</param>
    /// <param name="input">The input's values.</param>
    /// <param name="output">The output's values, all to be written.</param>
    public abstract void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<Vector512<float>> input, Span<Vector512<float>> output);

    /// <summary>Computes the gradients of the input and of the parameters.</summary>
    /// <param name="parameters">The layer's parameters.</param>
    /// <param name="pass">What the forward pass saw, and where the gradients go.</param>
    public abstract void Backward(ReadOnlySpan<float> parameters, LaneGradients pass);
}

/// <summary>What a <see cref="LaneKernel"/> has to go back through.</summary>
public readonly ref struct LaneGradients
{
    /// <summary>The input that was given to the forward pass.</summary>
    public required ReadOnlySpan<Vector512<float>> Input { get; init; }

    /// <summary>What it returned.</summary>
    public required ReadOnlySpan<Vector512<float>> Output { get; init; }

    /// <summary>The gradient of the loss with respect to the output.</summary>
    public required ReadOnlySpan<Vector512<float>> OutputGradient { get; init; }

    /// <summary>Where the gradient with respect to the input goes; zeros at first.</summary>
    public required Span<Vector512<float>> InputGradient { get; init; }

    /// <summary>
    /// Where the gradient with respect to each parameter goes, every sample's in its lane; zeros at first. Lanes are added afterwards, along
    /// the fixed tree, those without a sample left out.
    /// </summary>
    public required Span<Vector512<float>> ParameterGradient { get; init; }
}
