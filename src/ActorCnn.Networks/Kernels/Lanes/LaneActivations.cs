using System.Runtime.Intrinsics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>A function of each value by itself, whose slope is known from its result.</summary>
public abstract unsafe class LaneActivation : LaneOperator
{
    private protected LaneActivation(Shape input)
        : base(input, input)
    {
    }

    internal sealed override bool IsElementwise => true;

    internal sealed override bool ReadsOutput => true;

    internal sealed override void Forward(in LaneStep step, float* packed)
    {
        int length = Input.Width * LaneNetwork.Lanes;
        for (int c = 0; c < Input.Channels; c++)
        {
            for (int y = 0; y < Input.Height; y++)
            {
                float* input = step.Input + (c * Placement.Input.ChannelStride) + (y * Placement.Input.RowStride);
                float* output = step.Output + (c * Placement.Output.ChannelStride) + (y * Placement.Output.RowStride);
                for (int i = 0; i < length; i += LaneNetwork.Lanes)
                {
                    Value(Vector512.Load(input + i)).Store(output + i);
                }
            }
        }
    }

    internal sealed override void Backward(in LaneStep step, float* packed, float* parameterGradient)
    {
        int length = Input.Width * LaneNetwork.Lanes;
        for (int c = 0; c < Input.Channels; c++)
        {
            for (int y = 0; y < Input.Height; y++)
            {
                // The two gradients share their place.
                float* output = step.Output + (c * Placement.Output.ChannelStride) + (y * Placement.Output.RowStride);
                float* gradient = step.InputGradient + (c * Placement.InputGradient.ChannelStride) + (y * Placement.InputGradient.RowStride);
                for (int i = 0; i < length; i += LaneNetwork.Lanes)
                {
                    Gradient(Vector512.Load(output + i), Vector512.Load(gradient + i)).Store(gradient + i);
                }
            }
        }
    }

    private protected abstract Vector512<float> Value(Vector512<float> x);

    private protected abstract Vector512<float> Gradient(Vector512<float> y, Vector512<float> gradient);
}

/// <summary><c>max(x, 0)</c>; its slope at 0 is 0.</summary>
public sealed class LaneRelu(Shape input) : LaneActivation(input)
{
    private protected override Vector512<float> Value(Vector512<float> x) => Apply(x);

    private protected override Vector512<float> Gradient(Vector512<float> y, Vector512<float> gradient) => Mask(y, gradient);

    /// <summary>The function itself; NaN stays NaN.</summary>
    internal static Vector512<float> Apply(Vector512<float> x) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, Vector512<float>.Zero), Vector512<float>.Zero, x);

    /// <summary>The same for eight lanes.</summary>
    internal static Vector256<float> Apply(Vector256<float> x) =>
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x, Vector256<float>.Zero), Vector256<float>.Zero, x);

    /// <summary>The gradient before the function, from the function's result and the gradient after it.</summary>
    internal static Vector512<float> Mask(Vector512<float> y, Vector512<float> gradient) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(y, Vector512<float>.Zero), gradient, Vector512<float>.Zero);

    /// <summary>The same for eight lanes.</summary>
    internal static Vector256<float> Mask(Vector256<float> y, Vector256<float> gradient) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(y, Vector256<float>.Zero), gradient, Vector256<float>.Zero);
}

/// <summary>The hyperbolic tangent; its slope is <c>1 - y²</c>.</summary>
public sealed class LaneTanh(Shape input) : LaneActivation(input)
{
    private protected override Vector512<float> Value(Vector512<float> x) => LaneMath.Tanh(x);

    private protected override Vector512<float> Gradient(Vector512<float> y, Vector512<float> gradient) =>
        gradient * Vector512.FusedMultiplyAdd(-y, y, Vector512<float>.One);
}

/// <summary>The logistic function <c>1 / (1 + e^-x)</c>; its slope is <c>y (1 - y)</c>.</summary>
public sealed class LaneSigmoid(Shape input) : LaneActivation(input)
{
    private protected override Vector512<float> Value(Vector512<float> x) => LaneMath.Sigmoid(x);

    private protected override Vector512<float> Gradient(Vector512<float> y, Vector512<float> gradient) =>
        gradient * (y * (Vector512<float>.One - y));
}
