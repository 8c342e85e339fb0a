using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActorCnn.Networks.Initialization;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks;

/// <summary>
/// A checked sequence of layers with the shape that reaches each, and the place of every parameter in one flat buffer: layer by layer,
/// weight before bias. The buffer itself lives elsewhere. The loss is cross-entropy on the softmax of the last layer's output. Immutable.
/// </summary>
public sealed class Network
{
    private Network(Shape input, IReadOnlyList<NetworkLayer> layers)
    {
        Input = input;
        Layers = layers;
        Tensors = [.. layers.SelectMany(layer => layer.Tensors)];
        ParameterCount = Tensors.Sum(tensor => tensor.Shape.Count);
        ParameterRanges = RangesOf(Tensors);
    }

    /// <summary>The shape of a sample.</summary>
    public Shape Input { get; }

    /// <summary>The shape of the logits: (classes, 1, 1).</summary>
    public Shape Output => Layers[^1].Output;

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>Every tensor in the order of the buffer.</summary>
    public IReadOnlyList<NetworkTensor> Tensors { get; }

    /// <summary>The length of the parameter buffer.</summary>
    public int ParameterCount { get; }

    /// <summary>What a step does to each parameter: ranges that together cover the buffer, in order.</summary>
    public IReadOnlyList<ParameterRange> ParameterRanges { get; }

    /// <summary>The ranges that the optimizer may touch; a norm or a decay of the parameters is over these alone.</summary>
    public IEnumerable<ParameterRange> TrainableRanges => ParameterRanges.Where(range => range.Update == ParameterUpdate.Trained);

    /// <summary>Checks the layers against each other.</summary>
    /// <exception cref="NetworkLayerException">A layer does not fit what reaches it; it names the layer, the first for the sample's
    /// own shape.</exception>
    public static Network Create(Shape input, IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
        {
            throw new NetworkLayerException(0, new LayerShapeException("no layers", "at least one", "none", "add { type: dense, units: … }"));
        }

        if (!input.IsValid)
        {
            throw new NetworkLayerException(0, new LayerShapeException(
                "the sample's shape is out of range", $"sizes of at least 1 and at most {Shape.MaximumCount} values",
                $"{input.Channels}x{input.Height}x{input.Width}", "check the data's channels, height and width"));
        }

        List<NetworkLayer> placed = [];
        Shape shape = input;
        long offset = 0;
        for (int index = 0; index < layers.Count; index++)
        {
            Layer layer = layers[index];
            try
            {
                Shape output = layer.OutputShape(shape);
                List<NetworkTensor> tensors = [];
                foreach (ParameterShape parameter in layer.Parameters(shape))
                {
                    tensors.Add(new NetworkTensor(
                        $"layers.{index}.{parameter.Name}", parameter, (int)offset, layer.Frozen ? ParameterUpdate.Frozen
                        : parameter.RunningMomentum is null ? ParameterUpdate.Trained : ParameterUpdate.RunningAverage));
                    offset = CheckedLength(offset + parameter.Count);
                }

                placed.Add(new NetworkLayer(index, layer, shape, output, tensors));
                shape = output;
            }
            catch (LayerShapeException exception)
            {
                throw new NetworkLayerException(index, exception);
            }
            catch (OverflowException)
            {
                throw new NetworkLayerException(index, TooManyParameters("more than 2147483647"));
            }
        }

        if (shape.Height != 1 || shape.Width != 1)
        {
            throw new NetworkLayerException(layers.Count - 1, new LayerShapeException(
                "the network ends in an image, not in class scores", "a vector, one score a class", $"{shape}",
                "end with { type: flatten } and { type: dense, units: CLASSES }"));
        }

        return new Network(input, placed);
    }

    /// <summary>The initial parameters for a seed: weights by each layer's initializer, all else at its start. Deterministic.</summary>
    public float[] InitialParameters(ulong seed)
    {
        float[] parameters = new float[ParameterCount];
        foreach (NetworkLayer layer in Layers)
        {
            foreach (NetworkTensor tensor in layer.Tensors)
            {
                if (!IsWeight(tensor))
                {
                    parameters.AsSpan(tensor.Offset, tensor.Shape.Count).Fill(tensor.Shape.Start);
                    continue;
                }

                Initializer initializer = layer.Layer.Initializer ?? SuitableInitializer(layer.Index);
                initializer.Fill(parameters.AsSpan(tensor.Offset, tensor.Shape.Count), FanOf(layer, tensor), seed, layer.Index);
            }
        }

        return parameters;
    }

    /// <summary>SHA-256 over all parameters as little-endian float32 in buffer order, in lower-case hexadecimal.</summary>
    public static string Sha256(ReadOnlySpan<float> parameters)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("weights hash: this machine is big-endian; expected a little-endian one");
        }

        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(parameters)));
    }

    // Neighbours that are treated alike are one range.
    private static List<ParameterRange> RangesOf(IEnumerable<NetworkTensor> tensors)
    {
        List<ParameterRange> ranges = [];
        foreach (NetworkTensor tensor in tensors)
        {
            float momentum = tensor.Update == ParameterUpdate.RunningAverage ? tensor.Shape.RunningMomentum!.Value : 0;
            if (ranges.Count > 0 && (ranges[^1].Update, ranges[^1].Momentum) == (tensor.Update, momentum))
            {
                ranges[^1] = ranges[^1] with { Length = ranges[^1].Length + tensor.Shape.Count };
            }
            else
            {
                ranges.Add(new ParameterRange(tensor.Offset, tensor.Shape.Count, tensor.Update, momentum));
            }
        }

        return ranges;
    }

    private static long CheckedLength(long length) =>
        length <= int.MaxValue / 8 ? length : throw TooManyParameters($"{length} or more");

    private static LayerShapeException TooManyParameters(string got) =>
        new("too many parameters", $"at most {int.MaxValue / 8}", got, "use fewer channels or units");

    // The bound suits the activation that the weights feed: relu halves the variance, the others do not.
    private Initializer SuitableInitializer(int index) =>
        Following(index).Any(layer => layer.Layer.IsRectifier) ? new HeInitializer() : new GlorotInitializer();

    private Fan FanOf(NetworkLayer layer, NetworkTensor weight)
    {
        IReadOnlyList<int> sizes = weight.Shape.Dimensions;
        int kernelArea = sizes.Skip(2).Aggregate(1, (product, size) => product * size);
        int poolingArea = Following(layer.Index)
            .Select(following => following.Layer.PoolingArea(following.Input)).FirstOrDefault(area => area > 1, 1);
        int groups = layer.Layer is ConvolutionLayer convolution ? convolution.Groups : 1;
        return new Fan(layer.Layer is ConvolutionLayer, sizes[1] * kernelArea, sizes[0] / groups * kernelArea, poolingArea);
    }

    // The layers between this one and the next with weights: a normalization has none.
    private IEnumerable<NetworkLayer> Following(int index) => Layers.Skip(index + 1).TakeWhile(layer => !layer.Tensors.Any(IsWeight));

    private static bool IsWeight(NetworkTensor tensor) => tensor.Shape.Name == "weight";
}

/// <summary>A layer in its place.</summary>
/// <param name="Index">Its position, from zero.</param>
/// <param name="Layer">What it is.</param>
/// <param name="Input">The shape that reaches it.</param>
/// <param name="Output">The shape that leaves it.</param>
/// <param name="Tensors">Its tensors.</param>
public sealed record NetworkLayer(int Index, Layer Layer, Shape Input, Shape Output, IReadOnlyList<NetworkTensor> Tensors)
{
    /// <summary>The number of its parameters.</summary>
    public int ParameterCount => Tensors.Sum(tensor => tensor.Shape.Count);

    /// <summary>The place of its parameters in the network's buffer; a layer's tensors lie side by side.</summary>
    public Range ParameterRange => Tensors.Count == 0 ? ..0 : Tensors[0].Offset..(Tensors[0].Offset + ParameterCount);
}

/// <summary>A tensor in its place.</summary>
/// <param name="Name">As <c>layers.0.weight</c>.</param>
/// <param name="Shape">Its name in the layer and its sizes.</param>
/// <param name="Offset">Its first position in the network's parameter buffer.</param>
/// <param name="Update">What a step does to it.</param>
public sealed record NetworkTensor(string Name, ParameterShape Shape, int Offset, ParameterUpdate Update);

/// <summary>A layer does not fit into the network.</summary>
public sealed class NetworkLayerException(int index, LayerShapeException inner)
    : Exception(InvalidInputException.Describe($"layer {index}", inner.Problem, inner.Expected, inner.Got, inner.Fix), inner)
{
    /// <summary>The layer's position, from zero.</summary>
    public int Index { get; } = index;

    /// <summary>What is wrong with it.</summary>
    public LayerShapeException Shape { get; } = inner;
}
