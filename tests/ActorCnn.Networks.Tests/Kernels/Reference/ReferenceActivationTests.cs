using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests.Kernels.Reference;

public sealed class ReferenceActivationTests
{
    private static readonly double[] Points = [-3, -1, -0.25, 0.5, 2];

    [Fact]
    public void Should_compute_gelu_in_its_form_with_tanh() =>
        // From another language's library; the form with erf has -0.00404969 at -3.
        AssertGives(new GeluLayer(), [-0.0036373920817729943, -0.15880800939172324, -0.100324649298315, 0.34571400982514394, 1.954597694087775]);

    [Fact]
    public void Should_compute_elu() =>
        AssertGives(new EluLayer(0.5f), [-0.475106465816068, -0.31606027941427883, -0.11059960846429756, 0.5, 2]);

    [Fact]
    public void Should_compute_leaky_relu() => AssertGives(new LeakyReluLayer(0.25f), [-0.75, -0.25, -0.0625, 0.5, 2]);

    [Fact]
    public void Should_compute_the_mean_of_each_window_and_drop_what_fills_none()
    {
        ReferenceOperator kernel = new AveragePoolingLayer(2).CreateReferenceOperator(new Shape(1, 3, 5));

        Assert.Equal([4.0, 6.0], kernel.Forward([], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
    }

    private static void AssertGives(Layer layer, double[] expected) =>
        AssertClose.Equal(expected, layer.CreateReferenceOperator(Shape.Flat(Points.Length)).Forward([], Points), 1e-14);
}
