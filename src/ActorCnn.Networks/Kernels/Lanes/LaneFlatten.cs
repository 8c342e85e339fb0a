namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// The same values as a vector. As a rule only a view: values are copied where zeros between the rows are in the way.
/// </summary>
public sealed unsafe class LaneFlatten(Shape input) : LaneOperator(input, Shape.Flat(input.Count))
{
    internal override void Forward(in LaneStep step, float* packed)
    {
        if (step.Input != step.Output)
        {
            Copy(step.Input, Placement.Input, step.Output, Placement.Output, toFlat: true);
        }
    }

    internal override void Backward(in LaneStep step, float* packed, float* parameterGradient)
    {
        if (step.InputGradient != step.OutputGradient)
        {
            Copy(step.InputGradient, Placement.InputGradient, step.OutputGradient, Placement.OutputGradient, toFlat: false);
        }
    }

    private void Copy(float* image, in LaneLayout imageLayout, float* flat, in LaneLayout flatLayout, bool toFlat)
    {
        for (int c = 0; c < Input.Channels; c++)
        {
            for (int y = 0; y < Input.Height; y++)
            {
                for (int x = 0; x < Input.Width; x++)
                {
                    Span<float> inImage = new(
                        image + (c * imageLayout.ChannelStride) + (y * imageLayout.RowStride) + (x * LaneNetwork.Lanes), LaneNetwork.Lanes);
                    Span<float> inFlat = new(flat, LaneNetwork.Lanes);
                    (toFlat ? inImage : inFlat).CopyTo(toFlat ? inFlat : inImage);
                    flat += flatLayout.ChannelStride;
                }
            }
        }
    }
}
