using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>The mean of each window: its values are added row by row and multiplied by <c>1 / area</c>.</summary>
public sealed unsafe class LaneAveragePooling : LaneOperator
{
    private readonly Window _window;
    private readonly float _share;

    /// <summary>Places a pooling on a shape.</summary>
    public LaneAveragePooling(Window window, Shape input)
        : base(input, window.OutputShape(input.Channels, input))
    {
        _window = window;
        _share = 1f / ((float)window.KernelHeight * window.KernelWidth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Forward(in LaneStep step, float* packed)
    {
        LaneLayout from = Placement.Input;
        LaneLayout to = Placement.Output;
        Vector512<float> share = Vector512.Create(_share);
        for (int c = 0; c < Output.Channels; c++)
        {
            for (int y = 0; y < Output.Height; y++)
            {
                float* window = step.Input + (c * from.ChannelStride) + (y * _window.StrideHeight * from.RowStride);
                float* output = step.Output + (c * to.ChannelStride) + (y * to.RowStride);
                for (int x = 0; x < Output.Width; x++)
                {
                    (share * Sum(window, from.RowStride)).Store(output);
                    window += _window.StrideWidth * LaneNetwork.Lanes;
                    output += LaneNetwork.Lanes;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Backward(in LaneStep step, float* packed, float* parameterGradient)
    {
        if (step.InputGradient == null)
        {
            return;
        }

        // What no window covers stays zero.
        LaneLayout from = Placement.OutputGradient;
        LaneLayout to = Placement.InputGradient;
        Vector512<float> share = Vector512.Create(_share);
        Placement.InputGradient.Clear(step.InputGradient);
        for (int c = 0; c < Output.Channels; c++)
        {
            for (int y = 0; y < Output.Height; y++)
            {
                float* source = step.OutputGradient + (c * from.ChannelStride) + (y * from.RowStride);
                float* window = step.InputGradient + (c * to.ChannelStride) + (y * _window.StrideHeight * to.RowStride);
                for (int x = 0; x < Output.Width; x++)
                {
                    Add(share * Vector512.Load(source), window, to.RowStride);
                    window += _window.StrideWidth * LaneNetwork.Lanes;
                    source += LaneNetwork.Lanes;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<float> Sum(float* window, nint rowStride)
    {
        Vector512<float> sum = Vector512<float>.Zero;
        for (int p = 0; p < _window.KernelHeight; p++)
        {
            for (int q = 0; q < _window.KernelWidth; q++)
            {
                sum += Vector512.Load(window + (p * rowStride) + (q * LaneNetwork.Lanes));
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(Vector512<float> gradient, float* window, nint rowStride)
    {
        for (int p = 0; p < _window.KernelHeight; p++)
        {
            for (int q = 0; q < _window.KernelWidth; q++)
            {
                float* place = window + (p * rowStride) + (q * LaneNetwork.Lanes);
                (Vector512.Load(place) + gradient).Store(place);
            }
        }
    }
}
