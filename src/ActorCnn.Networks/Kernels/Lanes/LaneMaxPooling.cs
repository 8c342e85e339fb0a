using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// The largest value of each window. Going back the maximum is found again, so that no positions are kept: the gradient goes to the
/// first place of the window that equals it.
/// </summary>
public sealed unsafe class LaneMaxPooling : LaneOperator
{
    private readonly Window _window;
    private readonly bool _overlaps;

    // By far the most common window: its four values stay in registers.
    private readonly bool _isTwoByTwo;

    /// <summary>Places a pooling on a shape.</summary>
    public LaneMaxPooling(MaxPoolingLayer layer, Shape input)
        : base(input, layer.OutputShape(input))
    {
        _window = layer.Window;
        _isTwoByTwo = _window is { KernelHeight: 2, KernelWidth: 2, StrideHeight: 2, StrideWidth: 2 };
        _overlaps = _window.KernelHeight > _window.StrideHeight || _window.KernelWidth > _window.StrideWidth;
    }

    internal override bool AppliesReluBefore => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Forward(in LaneStep step, float* packed)
    {
        LaneLayout from = Placement.Input;
        LaneLayout to = Placement.Output;
        for (int c = 0; c < Output.Channels; c++)
        {
            for (int y = 0; y < Output.Height; y++)
            {
                float* window = step.Input + (c * from.ChannelStride) + (y * _window.StrideHeight * from.RowStride);
                float* output = step.Output + (c * to.ChannelStride) + (y * to.RowStride);
                if (_isTwoByTwo)
                {
                    ForwardTwoByTwo(window, from.RowStride, output, Output.Width);
                    continue;
                }

                for (int x = 0; x < Output.Width; x++)
                {
                    Largest(window, from.RowStride).Store(output);
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

        // Windows that do not overlap write each place once, and what no window covers was zero from the start.
        LaneLayout input = Placement.Input;
        LaneLayout inputGradient = Placement.InputGradient;
        LaneLayout outputGradient = Placement.OutputGradient;
        bool reluBefore = Placement.ReluBefore;
        if (_overlaps)
        {
            inputGradient.Clear(step.InputGradient);
        }

        for (int c = 0; c < Output.Channels; c++)
        {
            for (int y = 0; y < Output.Height; y++)
            {
                float* window = step.Input + (c * input.ChannelStride) + (y * _window.StrideHeight * input.RowStride);
                float* target = step.InputGradient
                    + (c * inputGradient.ChannelStride) + (y * _window.StrideHeight * inputGradient.RowStride);
                float* source = step.OutputGradient + (c * outputGradient.ChannelStride) + (y * outputGradient.RowStride);
                if (_isTwoByTwo)
                {
                    BackwardTwoByTwo(window, input.RowStride, source, target, inputGradient.RowStride, Output.Width, reluBefore);
                    continue;
                }

                for (int x = 0; x < Output.Width; x++)
                {
                    Vector512<float> largest = Largest(window, input.RowStride);
                    Vector512<float> left = Vector512.Load(source);
                    left = reluBefore ? LaneRelu.Mask(largest, left) : left;
                    Spread(window, input.RowStride, target, inputGradient.RowStride, largest, left);
                    window += _window.StrideWidth * LaneNetwork.Lanes;
                    target += _window.StrideWidth * LaneNetwork.Lanes;
                    source += LaneNetwork.Lanes;
                }
            }
        }
    }

    // A row of outputs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardTwoByTwo(float* window, nint rowStride, float* output, nint width)
    {
        for (nint x = width; x > 0; x--)
        {
            Vector512<float> largest = Larger(
                Larger(Larger(Vector512.Load(window), window + LaneNetwork.Lanes), window + rowStride), window + rowStride + LaneNetwork.Lanes);
            largest.Store(output);
            window += 2 * LaneNetwork.Lanes;
            output += LaneNetwork.Lanes;
        }
    }

    // A row of outputs: see Spread.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardTwoByTwo(
        float* window, nint rowStride, float* source, float* target, nint targetRowStride, nint width, bool reluBefore)
    {
        for (nint x = width; x > 0; x--)
        {
            Vector512<float> a = Vector512.Load(window);
            Vector512<float> largest = Larger(
                Larger(Larger(a, window + LaneNetwork.Lanes), window + rowStride), window + rowStride + LaneNetwork.Lanes);
            Vector512<float> left = Vector512.Load(source);
            left = reluBefore ? LaneRelu.Mask(largest, left) : left;
            left = Take(window, largest, left, target);
            left = Take(window + LaneNetwork.Lanes, largest, left, target + LaneNetwork.Lanes);
            left = Take(window + rowStride, largest, left, target + targetRowStride);
            Take(window + rowStride + LaneNetwork.Lanes, largest, left, target + targetRowStride + LaneNetwork.Lanes);
            window += 2 * LaneNetwork.Lanes;
            target += 2 * LaneNetwork.Lanes;
            source += LaneNetwork.Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Larger(Vector512<float> largest, float* place)
    {
        Vector512<float> value = Vector512.Load(place);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(value, largest), value, largest);
    }

    // Gives a place the gradient if it is the largest, and returns what is left for later places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Take(float* place, Vector512<float> largest, Vector512<float> left, float* target)
    {
        Vector512<float> isLargest = Vector512.Equals(Vector512.Load(place), largest);
        Vector512.ConditionalSelect(isLargest, left, Vector512<float>.Zero).Store(target);
        return Vector512.ConditionalSelect(isLargest, Vector512<float>.Zero, left);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<float> Largest(float* window, nint rowStride)
    {
        Vector512<float> largest = Vector512.Load(window);
        for (int p = 0; p < _window.KernelHeight; p++)
        {
            for (int q = 0; q < _window.KernelWidth; q++)
            {
                largest = Larger(largest, window + (p * rowStride) + (q * LaneNetwork.Lanes));
            }
        }

        return largest;
    }

    // What is left of the gradient becomes zero once it has found its place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Spread(
        float* window, nint rowStride, float* target, nint targetRowStride, Vector512<float> largest, Vector512<float> left)
    {
        for (int p = 0; p < _window.KernelHeight; p++)
        {
            for (int q = 0; q < _window.KernelWidth; q++)
            {
                float* place = target + (p * targetRowStride) + (q * LaneNetwork.Lanes);
                Vector512<float> isLargest = Vector512.Equals(Vector512.Load(window + (p * rowStride) + (q * LaneNetwork.Lanes)), largest);
                Vector512<float> here = left & isLargest;
                left = Vector512.AndNot(left, isLargest);
                (_overlaps ? Vector512.Load(place) + here : here).Store(place);
            }
        }
    }
}
