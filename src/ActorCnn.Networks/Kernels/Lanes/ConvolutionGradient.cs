using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// A convolution's weight gradient,
/// <c>sum over samples, y, x of gradient[k,y,x] input[c, y stride + p dilation - padding, …]</c>. Two ways, each best for
/// some sizes; the choice depends on the layer alone.
/// </summary>
internal abstract unsafe class ConvolutionGradient
{
    // Below so many weights a channel, turning the gradient round costs more than it gains.
    private const int LeastWeights = 64;

    /// <summary>Numbers that <see cref="Run"/> needs.</summary>
    public abstract int ScratchLength { get; }

    /// <summary>The better way for a layer.</summary>
    public static ConvolutionGradient Create(Window window, LaneLayout input, LaneLayout outputGradient) =>
        outputGradient.Shape.Channels % (2 * LaneNetwork.Lanes) == 0
        && input.Shape.Channels * window.KernelHeight * window.KernelWidth >= LeastWeights
            ? new ChannelLaneGradient(window, input, outputGradient)
            : new SampleLaneGradient(window, input, outputGradient);

    /// <summary>Computes the gradient of the weights in their own order, overwritten.</summary>
    public abstract void Run(float* input, float* outputGradient, float* scratch, float* weightGradient);

    /// <summary>The biases' gradient: the sum of the output's gradient, lane by lane, then along the fixed tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumBias(LaneLayout layout, float* outputGradient, float* biasGradient)
    {
        nint width = layout.Shape.Width * LaneNetwork.Lanes;
        for (int k = 0; k < layout.Shape.Channels; k++)
        {
            // Four sums, because an addition takes as long as four can be started in.
            Vector512<float> first = Vector512<float>.Zero, second = first, third = first, fourth = first;
            for (int y = 0; y < layout.Shape.Height; y++)
            {
                float* row = outputGradient + (k * layout.ChannelStride) + (y * layout.RowStride);
                float* end = row + width;
                for (; row <= end - (4 * LaneNetwork.Lanes); row += 4 * LaneNetwork.Lanes)
                {
                    first += Vector512.Load(row);
                    second += Vector512.Load(row + LaneNetwork.Lanes);
                    third += Vector512.Load(row + (2 * LaneNetwork.Lanes));
                    fourth += Vector512.Load(row + (3 * LaneNetwork.Lanes));
                }

                for (; row < end; row += LaneNetwork.Lanes)
                {
                    first += Vector512.Load(row);
                }
            }

            biasGradient[k] = LaneMatrix.SumLanes(first + second + (third + fourth));
        }
    }
}
