using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Metrics;
using CsCheck;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

public sealed class LaneNetworkTests
{
    // A rounding in single precision is 6e-8 of the number. Gradients here are sums of up to some thousand products of size 1, each a
    // sum itself, whose roundings mostly cancel: measured errors stay below a tenth of this share of the largest gradient.
    private const double Tolerance = 2e-5;

    private static readonly Gen<Layer> ImageLayers = Gen.OneOf<Layer>(
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 2], Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[0, 2],
            (channels, height, width, strideHeight, strideWidth, paddingHeight, paddingWidth) => (Layer)new ConvolutionLayer(
                channels, new Window(height, width, strideHeight, strideWidth, Math.Min(paddingHeight, height - 1), Math.Min(paddingWidth, width - 1)))),
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[1, 2], Gen.Int[1, 3], Gen.Int[1, 3],
            (channels, groups, kernel, strideHeight, strideWidth, dilationHeight, dilationWidth) => (Layer)new ConvolutionLayer(
                channels * groups, new Window(kernel, kernel, strideHeight, strideWidth, kernel - 1, 0, dilationHeight, dilationWidth),
                groups: groups)),
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], (h, w, y, x) => (Layer)new MaxPoolingLayer(h, w, y, x)),
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], (h, w, y, x) => (Layer)new AveragePoolingLayer(h, w, y, x)),
        Gen.OneOf<Layer>(
            new ReluLayer(), new TanhLayer(), new SigmoidLayer(), new LeakyReluLayer(0.1f), new EluLayer(0.5f), new GeluLayer()));

    private static readonly Gen<Layer> VectorLayers = Gen.OneOf<Layer>(
        Gen.Int[1, 40].Select(units => (Layer)new DenseLayer(units)),
        Gen.OneOf<Layer>(
            new ReluLayer(), new TanhLayer(), new SigmoidLayer(), new LeakyReluLayer(0.1f), new EluLayer(0.5f), new GeluLayer(),
            new GlobalAveragePoolingLayer(), new FlattenLayer()));

    private static readonly Gen<LaneSamples> Generated = Gen.Select(
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 12], Gen.Int[1, 12], (c, h, w) => new Shape(c, h, w)),
        ImageLayers.List[0, 6], VectorLayers.List[0, 3], Gen.Int[2, 6], Gen.Int[1, 16], Gen.Int[0, 1 << 30],
        (input, images, vectors, classes, samples, seed) => TryCreate(
            input, [.. images, new FlattenLayer(), .. vectors, new DenseLayer(classes)]) is Network network
                ? new LaneSamples(network, samples, seed) : null!);

    public static TheoryData<string, int> Shards
    {
        get
        {
            TheoryData<string, int> shards = [];
            foreach (string name in LaneNetworks.All.Keys)
            {
                shards.Add(name, 16);
                shards.Add(name, 5);
            }

            return shards;
        }
    }

    [Theory]
    [MemberData(nameof(Shards))]
    public void Should_agree_with_the_reference_on(string name, int samples) =>
        AssertAgrees(new LaneSamples(LaneNetworks.All[name], samples, seed: samples));

    [Fact]
    public void Should_agree_with_the_reference_on_generated_networks() =>
        Generated.Where(samples => samples is not null && Kinks.AreFar(samples)).Sample(AssertAgrees, iter: 200);

    [Theory]
    [MemberData(nameof(LaneNetworks.Names), MemberType = typeof(LaneNetworks))]
    public void Should_give_the_same_bits_whatever_the_workspace_held_before(string name)
    {
        Network network = LaneNetworks.All[name];
        LaneNetwork lanes = new(network);
        LaneWeights weights = lanes.CreateWeights();
        LaneWorkspace workspace = lanes.CreateWorkspace(training: true);
        LaneSamples full = new(network, 16, seed: 1);
        lanes.Pack(full.Parameters, weights);
        (ShardMetrics fullMetrics, float[] fullGradient) = full.Fast(weights, workspace);
        for (int count = 1; count < 16; count++)
        {
            LaneSamples partial = new(network, count, seed: 1);
            (ShardMetrics metrics, float[] gradient) = partial.Fast(weights, workspace);

            (ShardMetrics freshMetrics, float[] freshGradient) = partial.Fast();
            Assert.Equal(freshMetrics, metrics);
            Assert.Equal(Network.Sha256(freshGradient), Network.Sha256(gradient));
        }

        (ShardMetrics againMetrics, float[] againGradient) = full.Fast(weights, workspace);
        Assert.Equal(fullMetrics, againMetrics);
        Assert.Equal(Network.Sha256(fullGradient), Network.Sha256(againGradient));
    }

    [Fact]
    public void Should_add_exact_zeros_for_unused_lanes()
    {
        // The gradient of one sample, alone and in each lane's neighbourhood of zeros, differs only by the order of one number and zeros.
        LaneSamples one = new(LaneNetworks.LeNet, 1, seed: 3);
        LaneNetwork lanes = new(LaneNetworks.LeNet);
        LaneWeights weights = lanes.CreateWeights();
        lanes.Pack(one.Parameters, weights);
        LaneWorkspace workspace = lanes.CreateWorkspace(training: true);
        float[] gradient = new float[LaneNetworks.LeNet.ParameterCount];

        (_, float[] alone) = one.Fast(weights, workspace);
        for (int lane = 0; lane < 16; lane++)
        {
            workspace.SetSample(lane, one.Samples[0]);
        }

        lanes.ComputeGradient(weights, workspace, one.Labels, gradient);

        Assert.Equal(Network.Sha256(alone), Network.Sha256(gradient));
    }

    [Fact]
    public void Should_give_frozen_parameters_the_gradient_zero_exactly_and_others_none_of_it()
    {
        Network network = LaneNetworks.Frozen;
        (_, float[] gradient) = new LaneSamples(network, 16, seed: 3).Fast();

        Assert.All(network.Layers.Where(layer => layer.Layer.Frozen), layer =>
            Assert.All(gradient[layer.ParameterRange], value => Assert.Equal(0u, BitConverter.SingleToUInt32Bits(value))));
        Assert.All(network.Layers.Where(layer => !layer.Layer.Frozen && layer.ParameterCount > 0), layer =>
            Assert.Contains(gradient[layer.ParameterRange], value => value != 0));
    }

    [Fact]
    public void Should_evaluate_and_predict_as_it_trains()
    {
        LaneSamples samples = new(LaneNetworks.ManyChannels, 11, seed: 5);
        LaneNetwork lanes = new(samples.Network);
        LaneWeights weights = lanes.CreateWeights();
        lanes.Pack(samples.Parameters, weights);
        LaneWorkspace workspace = lanes.CreateWorkspace(training: false);
        for (int lane = 0; lane < 11; lane++)
        {
            workspace.SetSample(lane, samples.Samples[lane]);
        }

        ShardMetrics metrics = lanes.Evaluate(weights, workspace, samples.Labels);
        float[] probabilities = new float[11 * 5];
        lanes.Predict(weights, workspace, 11, probabilities);

        Assert.Equal(samples.Fast().Metrics, metrics);
        float[][] rows = [.. probabilities.Chunk(5)];
        Assert.All(rows, row => Assert.Equal(1, row.Sum(), 1e-6f));
        Assert.Equal(metrics.ProbabilitySum, rows.Zip(samples.Labels).Sum(pair => (double)pair.First[pair.Second]), 1e-6);
        Assert.Equal(metrics.Correct, rows.Zip(samples.Labels).Count(pair => Array.IndexOf(pair.First, pair.First.Max()) == pair.Second));
    }

    [Fact]
    public void Should_take_pixels_as_their_values()
    {
        LaneNetwork lanes = new(LaneNetworks.Plain);
        LaneSamples samples = new(LaneNetworks.Plain, 1, seed: 1);
        LaneWeights weights = lanes.CreateWeights();
        lanes.Pack(samples.Parameters, weights);
        LaneWorkspace workspace = lanes.CreateWorkspace(training: false);
        float[] values = [.. Enumerable.Range(0, 256).Select(pixel => pixel / 255f)];
        byte[] pixels = [.. Enumerable.Range(0, 20).Select(i => (byte)(i * 13))];

        workspace.SetSample(0, pixels, values);
        ShardMetrics fromPixels = lanes.Evaluate(weights, workspace, [1]);
        workspace.SetSample(0, [.. pixels.Select(pixel => values[pixel])]);

        Assert.Equal(lanes.Evaluate(weights, workspace, [1]), fromPixels);
    }

    [Fact]
    public void Should_take_the_pixels_of_each_channel_by_a_table_of_its_own()
    {
        LaneWorkspace workspace = new LaneNetwork(Network.Create(new Shape(2, 2, 2), [new FlattenLayer(), new DenseLayer(2)]))
            .CreateWorkspace(training: false);
        float[] tables = [.. Enumerable.Range(0, 512).Select(value => (float)value)];

        Assert.Equal([1, 2, 3, 4, 261, 262, 263, 264], workspace.SetSample(3, [1, 2, 3, 4, 5, 6, 7, 8], tables).ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], workspace.SetSample(3, [1, 2, 3, 4, 5, 6, 7, 8], tables.AsSpan(0, 256)).ToArray());
        Assert.Throws<ArgumentException>(() => workspace.SetSample(3, [1, 2, 3, 4, 5, 6, 7, 8], tables.AsSpan(0, 511)));
    }

    [Theory]
    [MemberData(nameof(LaneNetworks.Names), MemberType = typeof(LaneNetworks))]
    public void Should_allocate_nothing_once_its_memory_exists(string name)
    {
        LaneSamples samples = new(LaneNetworks.All[name], 16, seed: 1);
        LaneNetwork lanes = new(samples.Network);
        LaneWeights weights = lanes.CreateWeights();
        LaneWorkspace workspace = lanes.CreateWorkspace(training: true);
        float[] gradient = new float[samples.Network.ParameterCount];
        float[] probabilities = new float[16 * samples.Network.Output.Channels];
        Run();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            lanes.Pack(samples.Parameters, weights);
            for (int lane = 0; lane < 16; lane++)
            {
                workspace.SetSample(lane, samples.Samples[lane]);
            }

            lanes.ComputeGradient(weights, workspace, samples.Labels, gradient);
            lanes.Evaluate(weights, workspace, samples.Labels);
            lanes.Predict(weights, workspace, 16, probabilities);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void Should_refuse_more_samples_than_lanes_and_none(int count)
    {
        LaneNetwork lanes = new(LaneNetworks.Plain);

        ArgumentException refusal = Assert.Throws<ArgumentException>(
            () => lanes.Evaluate(lanes.CreateWeights(), lanes.CreateWorkspace(training: false), new int[count]));

        Assert.Contains($"got {count}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Should_refuse_a_label_that_is_no_class(int label)
    {
        LaneNetwork lanes = new(LaneNetworks.Plain);

        ArgumentException refusal = Assert.Throws<ArgumentException>(
            () => lanes.Evaluate(lanes.CreateWeights(), lanes.CreateWorkspace(training: false), [label]));

        Assert.Contains($"got {label}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_to_train_without_memory_for_gradients()
    {
        LaneNetwork lanes = new(LaneNetworks.Plain);

        Assert.Throws<ArgumentException>(() => lanes.ComputeGradient(
            lanes.CreateWeights(), lanes.CreateWorkspace(training: false), [1], new float[LaneNetworks.Plain.ParameterCount]));
    }

    private static void AssertAgrees(LaneSamples samples)
    {
        (double lossSum, double probabilitySum, double[] expected) = samples.Plain();
        (ShardMetrics metrics, float[] gradient) = samples.Fast();

        double scale = Math.Max(1e-3, expected.Max(Math.Abs));
        Assert.Equal(samples.Samples.Length, metrics.Samples);
        Assert.Equal(lossSum, metrics.LossSum, 1e-5 * Math.Max(1, lossSum));
        Assert.Equal(probabilitySum, metrics.ProbabilitySum, 1e-5 * samples.Samples.Length);
        AssertClose.Equal([.. expected.Select(value => value / scale)], [.. gradient.Select(value => value / scale)], Tolerance, $"{samples}");
    }

    private static Network? TryCreate(Shape input, IReadOnlyList<Layer> layers)
    {
        try
        {
            return Network.Create(input, layers);
        }
        catch (NetworkLayerException)
        {
            return null;
        }
    }
}
