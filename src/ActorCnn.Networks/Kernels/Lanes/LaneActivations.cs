using System.Runtime.Intrinsics;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>A function of each value by itself, whose slope is known from its result or else from its argument.</summary>
public abstract unsafe class LaneActivation : LaneOperator
{
    private protected LaneActivation(Shape input)
        : base(input, input)
    {
    }

    internal sealed override bool IsElementwise => true;

    internal sealed override bool ReadsOutput => !ReadsInput;

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
                float* known = ReadsInput
                    ? step.Input + (c * Placement.Input.ChannelStride) + (y * Placement.Input.RowStride)
                    : step.Output + (c * Placement.Output.ChannelStride) + (y * Placement.Output.RowStride);
                float* gradient = step.InputGradient + (c * Placement.InputGradient.ChannelStride) + (y * Placement.InputGradient.RowStride);
                for (int i = 0; i < length; i += LaneNetwork.Lanes)
                {
                    Gradient(Vector512.Load(known + i), Vector512.Load(gradient + i)).Store(gradient + i);
                }
            }
        }
    }

    private protected abstract Vector512<float> Value(Vector512<float> x);

    /// <summary>The gradient before the function, from its result, or its argument where it <see cref="LaneOperator.ReadsInput"/>.</summary>
    private protected abstract Vector512<float> Gradient(Vector512<float> known, Vector512<float> gradient);
}

/// <summary><c>max(x, 0)</c>; its slope at 0 is 0.</summary>
public sealed class LaneRelu(Shape input) : LaneActivation(input)
{
    private protected override Vector512<float> Value(Vector512<float> x) => Apply(x);

    private protected override Vector512<float> Gradient(Vector512<float> known, Vector512<float> gradient) => Mask(known, gradient);

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

    private protected override Vector512<float> Gradient(Vector512<float> known, Vector512<float> gradient) =>
        gradient * Vector512.FusedMultiplyAdd(-known, known, Vector512<float>.One);
}

/// <summary>The logistic function <c>1 / (1 + e^-x)</c>; its slope is <c>y (1 - y)</c>.</summary>
public sealed class LaneSigmoid(Shape input) : LaneActivation(input)
{
    private protected override Vector512<float> Value(Vector512<float> x) => LaneMath.Sigmoid(x);

    private protected override Vector512<float> Gradient(Vector512<float> known, Vector512<float> gradient) =>
        gradient * (known * (Vector512<float>.One - known));
}

/// <summary>x above 0, else <c>slope x</c>; the slope is not negative, so that the result has x's sign.</summary>
public sealed class LaneLeakyRelu(LeakyReluLayer layer, Shape input) : LaneActivation(input)
{
    private readonly Vector512<float> _slope = Vector512.Create(layer.Slope);

    private protected override Vector512<float> Value(Vector512<float> x) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero), x, _slope * x);

    private protected override Vector512<float> Gradient(Vector512<float> known, Vector512<float> gradient) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(known, Vector512<float>.Zero), gradient, _slope * gradient);
}

/// <summary>x above 0, else <c>alpha (e^x - 1)</c>, where its slope <c>alpha e^x</c> is the result plus alpha.</summary>
public sealed class LaneElu(EluLayer layer, Shape input) : LaneActivation(input)
{
    private readonly Vector512<float> _alpha = Vector512.Create(layer.Alpha);

    private protected override Vector512<float> Value(Vector512<float> x) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero), x, _alpha * LaneMath.ExpMinusOne(x));

    private protected override Vector512<float> Gradient(Vector512<float> known, Vector512<float> gradient) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(known, Vector512<float>.Zero), gradient, (known + _alpha) * gradient);
}

/// <summary>
/// <c>x s(2u)</c> with <c>u = sqrt(2 / pi) (x + 0.044715 x³)</c> and the logistic function s, for <c>(1 + tanh u) / 2 = s(2u)</c>; its
/// slope is <c>s + x s (1 - s) 2u'</c>.
/// </summary>
public sealed class LaneGelu(Shape input) : LaneActivation(input)
{
    // Far beyond this the logistic function is 0 or 1 and the cube infinite.
    private const float Limit = 30;

    internal override bool ReadsInput => true;

    private protected override Vector512<float> Value(Vector512<float> x) => x * Share(Bounded(x));

    private protected override Vector512<float> Gradient(Vector512<float> known, Vector512<float> gradient)
    {
        Vector512<float> x = Bounded(known);
        Vector512<float> share = Share(x);
        Vector512<float> slope = Vector512.FusedMultiplyAdd(
            Vector512.Create((float)(6 * GeluLayer.Scale * GeluLayer.Cubic)), x * x, Vector512.Create((float)(2 * GeluLayer.Scale)));
        return gradient * Vector512.FusedMultiplyAdd(x * share * (Vector512<float>.One - share), slope, share);
    }

    private static Vector512<float> Bounded(Vector512<float> x) =>
        Vector512.Min(Vector512.Max(x, Vector512.Create(-Limit)), Vector512.Create(Limit));

    private static Vector512<float> Share(Vector512<float> x)
    {
        Vector512<float> slope = Vector512.FusedMultiplyAdd(
            Vector512.Create((float)(2 * GeluLayer.Scale * GeluLayer.Cubic)), x * x, Vector512.Create((float)(2 * GeluLayer.Scale)));
        return LaneMath.Sigmoid(x * slope);
    }
}
