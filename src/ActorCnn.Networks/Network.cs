using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActorCnn.Networks.Initialization;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Numerics;

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
        int number = 0;
        for (int index = 0; index < layers.Count; index++)
        {
            try
            {
                placed.Add(Place(layers[index], index, $"{index}", shape, ref offset, ref number));
                shape = placed[^1].Output;
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
        foreach ((NetworkLayer layer, IReadOnlyList<NetworkLayer> following) in WithoutInner(Layers, []))
        {
            foreach (NetworkTensor tensor in layer.Tensors)
            {
                Span<float> values = parameters.AsSpan(tensor.Offset, tensor.Shape.Count);
                if (IsWeight(tensor))
                {
                    Initializer initializer = layer.Layer.Initializer ?? SuitableInitializer(following);
                    initializer.Fill(values, FanOf(layer, tensor, following), seed, layer.Number);
                }
                else
                {
                    values.Fill(tensor.Shape.Start);
                }
            }
        }

        return parameters;
    }

    /// <summary>SHA-256 over all parameters as little-endian float32 in buffer order, in lower-case hexadecimal.</summary>
    public static string Sha256(ReadOnlySpan<float> parameters)
    {
        ByteOrder.RequireLittleEndian("weights hash");
        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(parameters)));
    }

    // A layer with others inside it has their tensors.
    private static NetworkLayer Place(Layer layer, int index, string name, Shape shape, ref long offset, ref int number)
    {
        Shape output = layer.OutputShape(shape);
        int own = number++;
        List<NetworkTensor> tensors = [];
        List<IReadOnlyList<NetworkLayer>> branches = [];
        foreach (LayerBranch branch in layer.Branches)
        {
            List<NetworkLayer> inner = [];
            for (int i = 0; i < branch.Layers.Count; i++)
            {
                Shape reaching = inner.Count == 0 ? shape : inner[^1].Output;
                inner.Add(Place(branch.Layers[i], i, $"{name}.{branch.Name}.{i}", reaching, ref offset, ref number));
                tensors.AddRange(inner[^1].Tensors);
            }

            branches.Add(inner);
        }

        if (branches.Count == 0)
        {
            foreach (ParameterShape parameter in layer.Parameters(shape))
            {
                ParameterUpdate update = layer.Frozen ? ParameterUpdate.Frozen
                    : parameter.RunningMomentum is null ? ParameterUpdate.Trained : ParameterUpdate.RunningAverage;
                tensors.Add(new NetworkTensor($"layers.{name}.{parameter.Name}", parameter, (int)offset, update));
                offset = CheckedLength(offset + parameter.Count);
            }
        }

        return new NetworkLayer(index, layer, shape, output, tensors) { Name = name, Number = own, Branches = branches };
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

    // The bound suits the activation that the weights feed: relu and its like halve the variance, the others do not.
    private static Initializer SuitableInitializer(IReadOnlyList<NetworkLayer> following) =>
        following.Any(layer => layer.Layer.IsRectifier) ? new HeInitializer() : new GlorotInitializer();

    private static Fan FanOf(NetworkLayer layer, NetworkTensor weight, IReadOnlyList<NetworkLayer> following)
    {
        IReadOnlyList<int> sizes = weight.Shape.Dimensions;
        int kernelArea = sizes.Skip(2).Aggregate(1, (product, size) => product * size);
        int poolingArea = following.Select(next => next.Layer.PoolingArea(next.Input)).FirstOrDefault(area => area > 1, 1);
        int groups = layer.Layer is ConvolutionLayer convolution ? convolution.Groups : 1;
        return new Fan(layer.Layer is ConvolutionLayer, sizes[1] * kernelArea, sizes[0] / groups * kernelArea, poolingArea);
    }

    // Every layer that has no others inside, each with those that come after it up to the next with weights: a normalization has none,
    // and what comes after a block comes after the last of its layers.
    private static IEnumerable<(NetworkLayer Layer, IReadOnlyList<NetworkLayer> Following)> WithoutInner(
        IReadOnlyList<NetworkLayer> layers, IReadOnlyList<NetworkLayer> after)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            IReadOnlyList<NetworkLayer> following =
                [.. layers.Skip(i + 1).Concat(after).TakeWhile(layer => !layer.Tensors.Any(IsWeight))];
            IEnumerable<(NetworkLayer, IReadOnlyList<NetworkLayer>)> own = layers[i].Branches.Count == 0
                ? [(layers[i], following)] : layers[i].Branches.SelectMany(branch => WithoutInner(branch, following));
            foreach ((NetworkLayer, IReadOnlyList<NetworkLayer>) layer in own)
            {
                yield return layer;
            }
        }
    }

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
    /// <summary>Its name, part of its parameters' names: its position, or that of the block it stands in, as <c>3.body.0</c>.</summary>
    public string Name { get; init; } = $"{Index}";

    /// <summary>How many layers come before it, those inside others included: what its random draws are known by.</summary>
    public int Number { get; init; } = Index;

    /// <summary>The layers inside it, a list for each way from its input to its output.</summary>
    public IReadOnlyList<IReadOnlyList<NetworkLayer>> Branches { get; init; } = [];

    /// <summary>This layer and those inside it, in the order of their numbers.</summary>
    public IEnumerable<NetworkLayer> WithInner =>
        Branches.SelectMany(branch => branch).SelectMany(layer => layer.WithInner).Prepend(this);

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
