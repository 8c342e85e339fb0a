using ActorCnn.Networks.Initialization;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// Two-dimensional convolution without flipping (cross-correlation):
/// <c>out[k,y,x] = bias[k] + sum over c, p, q of weight[k,c,p,q] in[c, y stride + p dilation - padding, x stride + q dilation - padding]</c>.
/// With more than one group, the channels of input and output are cut into as many equal parts, each of which is a convolution by
/// itself; as many groups as input channels make it depthwise. Shapes: (c, h, w) to (channels, h', w'), see <see cref="Layers.Window"/>.
/// </summary>
public sealed record ConvolutionLayer : Layer
{
    /// <summary>Creates a convolution with a square kernel.</summary>
    public ConvolutionLayer(int channels, int kernel, int stride = 1, int padding = 0, Initializer? initializer = null)
        : this(channels, new Window(kernel, kernel, stride, stride, padding, padding), initializer)
    {
    }

    /// <summary>Creates a convolution with any window.</summary>
    public ConvolutionLayer(int channels, Window window, Initializer? initializer = null, int groups = 1)
    {
        Groups = groups;
        Channels = channels;
        Window = window;
        Initializer = initializer;
    }

    /// <summary>The number of filters.</summary>
    public int Channels { get; }

    /// <summary>Kernel, stride, padding and dilation.</summary>
    public Window Window { get; }

    /// <summary>The parts that the channels are cut into.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override Initializer? Initializer { get; }

    /// <inheritdoc/>
    public override string Type => "conv";

    /// <inheritdoc/>
    public override string Settings =>
        $"{Channels}@{Window.KernelHeight}x{Window.KernelWidth}"
        + (Window is { StrideHeight: 1, StrideWidth: 1 } ? "" : $" stride {Window.StrideHeight}x{Window.StrideWidth}")
        + (Window is { PaddingHeight: 0, PaddingWidth: 0 } ? "" : $" pad {Window.PaddingHeight}x{Window.PaddingWidth}")
        + (Window is { DilationHeight: 1, DilationWidth: 1 } ? "" : $" dilation {Window.DilationHeight}x{Window.DilationWidth}")
        + (Groups == 1 ? "" : $" groups {Groups}");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Window.RequireAtLeast(1, Groups, "groups");
        if (input.Channels % Groups != 0 || Channels % Groups != 0)
        {
            throw new LayerShapeException(
                "channels that cannot be cut into equal groups", $"a number of groups that divides {input.Channels} and {Channels}",
                $"{Groups}", "use other groups or channels");
        }

        return Window.OutputShape(Channels, input);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(Shape input) =>
    [
        new("weight", [Channels, input.Channels / Groups, Window.KernelHeight, Window.KernelWidth]),
        new("bias", [Channels]),
    ];

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceConvolution(this, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneConvolution(this, input);
}
