using System.Runtime.Intrinsics;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

/// <summary>A layer of one's own, held against the same function among ours: the same bits.</summary>
public class LaneKernelTests
{
    private const float Slope = 0.25f;
    private static readonly Shape Input = new(2, 5, 7);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    public void Should_give_the_same_bits_as_the_same_function_of_ours(int samples)
    {
        Layer[] around = [new ConvolutionLayer(3, 3, padding: 1), new ConvolutionLayer(2, 3, padding: 1), new FlattenLayer(), new DenseLayer(4)];
        float[] own = Gradient([around[0], new OwnLeakyRelu(), around[1], new OwnLeakyRelu(), around[2], around[3]], samples);
        float[] ours = Gradient([around[0], new LeakyReluLayer(Slope), around[1], new LeakyReluLayer(Slope), around[2], around[3]], samples);

        Assert.Contains(ours, value => value != 0);
        Assert.Equal(ours, own);
    }

    [Fact]
    public void Should_hold_beside_a_relu_and_a_flattening_that_share_memory_with_their_neighbours()
    {
        Layer[] own = [new ConvolutionLayer(3, 3), new ReluLayer(), new OwnLeakyRelu(), new ReluLayer(), new FlattenLayer(), new DenseLayer(4)];
        Layer[] ours = [new ConvolutionLayer(3, 3), new ReluLayer(), new LeakyReluLayer(Slope), new ReluLayer(), new FlattenLayer(), new DenseLayer(4)];
        Assert.Equal(Gradient(ours, samples: 7), Gradient(own, samples: 7));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(16)]
    public void Should_add_exact_zeros_for_lanes_without_a_sample(int samples)
    {
        Network network = Network.Create(Input, [new Counting(), new FlattenLayer(), new DenseLayer(4)]);
        float[] gradient = Gradient(network, samples);
        Assert.Equal(samples, gradient[network.Tensors.Single(tensor => tensor.Shape.Name == "count").Offset]);
    }

    [Fact]
    public void Should_leave_the_parameters_of_a_frozen_layer_without_a_gradient()
    {
        Network network = Network.Create(Input, [new Counting { Frozen = true }, new FlattenLayer(), new DenseLayer(4)]);
        Assert.Equal(0, Gradient(network, samples: 3)[0]);
    }

    [Fact]
    public void Should_stand_in_for_a_reference_that_is_not_there()
    {
        double[] input = [.. Enumerable.Range(0, Input.Count).Select(i => (i - 30) / 8.0)];
        double[] output = new OwnLeakyRelu().CreateReferenceOperator(Input).Forward([], input);
        Assert.Equal(new LeakyReluLayer(Slope).CreateReferenceOperator(Input).Forward([], input), output);
    }

    private static float[] Gradient(Layer[] layers, int samples) => Gradient(Network.Create(Input, layers), samples);

    private static float[] Gradient(Network network, int samples)
    {
        LaneNetwork kernels = new(network);
        LaneWeights weights = kernels.CreateWeights();
        kernels.Pack(network.InitialParameters(seed: 3), weights);
        LaneWorkspace workspace = kernels.CreateWorkspace(training: true);
        Random random = new(17);
        float[] values = [.. Enumerable.Range(0, 256).Select(value => (value - 128) / 64f)];
        float[] gradient = new float[network.ParameterCount];

        // Every lane holds something of a full block before, as in a run whose last shard is partial.
        foreach (int count in new[] { LaneNetwork.Lanes, samples })
        {
            for (int lane = 0; lane < count; lane++)
            {
                byte[] pixels = new byte[Input.Count];
                random.NextBytes(pixels);
                workspace.SetSample(lane, pixels, values);
            }

            kernels.ComputeGradient(weights, workspace, [.. Enumerable.Range(0, count).Select(lane => lane % 4)], gradient);
        }

        return gradient;
    }

    private sealed record OwnLeakyRelu : CustomLayer
    {
        public override string Type => "own";

        public override bool IsRectifier => new LeakyReluLayer().IsRectifier;

        public override Shape OutputShape(Shape input) => input;

        protected override LaneKernel CreateKernel(Shape input) => new Kernel();

        private sealed class Kernel : LaneKernel
        {
            public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<Vector512<float>> input, Span<Vector512<float>> output)
            {
                for (int i = 0; i < input.Length; i++)
                {
                    output[i] = Choose(input[i], input[i]);
                }
            }

            public override void Backward(ReadOnlySpan<float> parameters, LaneGradients pass)
            {
                for (int i = 0; i < pass.Input.Length; i++)
                {
                    pass.InputGradient[i] = Choose(pass.Output[i], pass.OutputGradient[i]);
                }
            }

            private static Vector512<float> Choose(Vector512<float> by, Vector512<float> value) => Vector512.ConditionalSelect(
                Vector512.GreaterThan(by, Vector512<float>.Zero), value, Vector512.Create(Slope) * value);
        }
    }

    // Its one parameter's gradient is one for each lane, whether there is a sample or not.
    private sealed record Counting : CustomLayer
    {
        public override string Type => "counting";

        public override Shape OutputShape(Shape input) => input;

        public override IReadOnlyList<ParameterShape> Parameters(Shape input) => [new("count", [1])];

        protected override LaneKernel CreateKernel(Shape input) => new Kernel();

        private sealed class Kernel : LaneKernel
        {
            public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<Vector512<float>> input, Span<Vector512<float>> output) =>
                input.CopyTo(output);

            public override void Backward(ReadOnlySpan<float> parameters, LaneGradients pass) =>
                pass.ParameterGradient[0] = Vector512<float>.One;
        }
    }
}
