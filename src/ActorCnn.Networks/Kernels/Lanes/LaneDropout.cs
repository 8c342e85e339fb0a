using System.Runtime.Intrinsics;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// Multiplies each value by 0 or <c>1 / (1 - rate)</c>, and its gradient by the same factor, which is kept in between. Nothing when
/// evaluating.
/// </summary>
public sealed unsafe class LaneDropout : LaneOperator
{
    private readonly uint _threshold;
    private readonly float _scale;

    /// <summary>Places dropout on a shape.</summary>
    public LaneDropout(DropoutLayer layer, Shape input)
        : base(input, layer.OutputShape(input))
    {
        _threshold = LaneRandom.Threshold(layer.Rate);
        _scale = 1 / (1 - layer.Rate);
    }

    internal override bool IsElementwise => true;

    internal override int KeptLength => checked(Input.Count * LaneNetwork.Lanes);

    internal override void Forward(in LaneStep step, float* packed)
    {
        if (!step.Pass.IsTraining)
        {
            if (step.Input != step.Output)
            {
                Placement.Input.CopyTo(step.Input, step.Output, Placement.Output);
            }

            return;
        }

        Draw(step.Pass, step.Kept);
        Multiply(step.Input, Placement.Input, step.Kept, step.Output, Placement.Output);
    }

    // The two gradients share their place.
    internal override void Backward(in LaneStep step, float* packed, float* parameterGradient) =>
        Multiply(step.OutputGradient, Placement.OutputGradient, step.Kept, step.OutputGradient, Placement.OutputGradient);

    // The factors in the order of the sample's values, which no layout changes.
    private void Draw(LanePass pass, float* factors)
    {
        Span<Vector512<uint>> bits = stackalloc Vector512<uint>[LaneRandom.PositionsPerDraw];
        Vector512<uint> samples = Vector512.Create(pass.SampleNumbers);
        Vector512<uint> threshold = Vector512.Create(_threshold);
        Vector512<float> scale = Vector512.Create(_scale);
        int count = Input.Count;
        for (int position = 0; position < count; position += LaneRandom.PositionsPerDraw)
        {
            LaneRandom.Dropout(pass.Seed, Placement.Number, pass.Epoch, samples, (uint)(position / LaneRandom.PositionsPerDraw), bits);
            for (int i = 0; i < LaneRandom.PositionsPerDraw && position + i < count; i++)
            {
                (Vector512.GreaterThanOrEqual(bits[i], threshold).AsSingle() & scale).Store(factors + ((nint)(position + i) * LaneNetwork.Lanes));
            }
        }
    }

    private void Multiply(float* from, LaneLayout fromLayout, float* factors, float* to, LaneLayout toLayout)
    {
        nint length = (nint)Input.Width * LaneNetwork.Lanes;
        for (int c = 0; c < Input.Channels; c++)
        {
            for (int y = 0; y < Input.Height; y++)
            {
                float* source = from + (c * fromLayout.ChannelStride) + (y * fromLayout.RowStride);
                float* target = to + (c * toLayout.ChannelStride) + (y * toLayout.RowStride);
                for (nint i = 0; i < length; i += LaneNetwork.Lanes)
                {
                    (Vector512.Load(source + i) * Vector512.Load(factors + i)).Store(target + i);
                }

                factors += length;
            }
        }
    }
}
