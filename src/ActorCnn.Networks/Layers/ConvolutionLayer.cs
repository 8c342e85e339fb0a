using ActorCnn.Networks.Initialization;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// Two-dimensional convolution without flipping (cross-correlation):
/// <c>out[k,y,x] = bias[k] + sum over c, p, q of weight[k,c,p,q] in[c, y stride + p - padding, x stride + q - padding]</c>.
/// Shapes: (c, h, w) to (channels, h', w'), see <see cref="Layers.Window"/>.
/// </summary>
public sealed record ConvolutionLayer : Layer
{
    /// <summary>Creates a convolution with a square kernel.</summary>
    public ConvolutionLayer(int channels, int kernel, int stride = 1, int padding = 0, Initializer? initializer = null)
        : this(channels, new Window(kernel, kernel, stride, stride, padding, padding), initializer)
    {
    }

    /// <summary>Creates a convolution with any window.</summary>
    public ConvolutionLayer(int channels, Window window, Initializer? initializer = null)
    {
        Channels = channels;
        Window = window;
        Initializer = initializer;
    }

    /// <summary>The number of filters.</summary>
    public int Channels { get; }

    /// <summary>Kernel, stride and padding.</summary>
    public Window Window { get; }

    /// <inheritdoc/>
    public override Initializer? Initializer { get; }

    /// <inheritdoc/>
    public override string Type => "conv";

    /// <inheritdoc/>
    public override string Settings =>
        $"{Channels}@{Window.KernelHeight}x{Window.KernelWidth}"
        + (Window is { StrideHeight: 1, StrideWidth: 1 } ? "" : $" stride {Window.StrideHeight}x{Window.StrideWidth}")
        + (Window is { PaddingHeight: 0, PaddingWidth: 0 } ? "" : $" pad {Window.PaddingHeight}x{Window.PaddingWidth}");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Window.OutputShape(Channels, input);

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(Shape input) =>
    [
        new("weight", [Channels, input.Channels, Window.KernelHeight, Window.KernelWidth]),
        new("bias", [Channels]),
    ];

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceConvolution(this, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneConvolution(this, input);
}
