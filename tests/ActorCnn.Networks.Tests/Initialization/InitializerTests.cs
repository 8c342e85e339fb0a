using ActorCnn.Networks.Initialization;

namespace ActorCnn.Networks.Tests.Initialization;

public sealed class InitializerTests
{
    private static readonly Fan SeedConvolution1 = new(IsConvolution: true, In: 3 * 3 * 1, Out: 3 * 3 * 10, FollowingPoolingArea: 4);
    private static readonly Fan SeedConvolution2 = new(IsConvolution: true, In: 2 * 2 * 10, Out: 2 * 2 * 20, FollowingPoolingArea: 4);
    private static readonly Fan SeedDense1 = new(IsConvolution: false, In: 80, Out: 20, FollowingPoolingArea: 1);

    public static TheoryData<string> Names => [.. Initializer.ByName.Keys];

    [Fact]
    public void Should_have_the_bounds_of_the_seed()
    {
        // SEED.md gives six digits.
        Assert.Equal(0.436436, new SeedInitializer().Bound(SeedConvolution1), 5e-7);
        Assert.Equal(0.316228, new SeedInitializer().Bound(SeedConvolution2), 5e-7);
        Assert.Equal(0.979796, new SeedInitializer().Bound(SeedDense1), 5e-7);
    }

    [Fact]
    public void Should_have_the_bounds_of_their_papers()
    {
        Assert.Equal(Math.Sqrt(0.06), new GlorotInitializer().Bound(SeedDense1), 1e-15);
        Assert.Equal(Math.Sqrt(0.15), new HeInitializer().Bound(SeedConvolution2), 1e-15);
        Assert.Equal(1.0 / 80, new InverseFanInInitializer().Bound(SeedDense1));
        Assert.Equal(0, new ZeroInitializer().Bound(SeedDense1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_be_found_by_its_name(string name) => Assert.Equal(name, Initializer.ByName[name].Name);

    [Fact]
    public void Should_know_every_initializer_by_name() => Assert.Equal(
        typeof(Initializer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Initializer))).Select(type => type.Name).Order(),
        Initializer.ByName.Values.Select(initializer => initializer.GetType().Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_fill_evenly_between_its_bounds(string name)
    {
        Initializer initializer = Initializer.ByName[name];
        float[] weights = Fill(initializer, 10_000, seed: 5, layer: 0);
        double bound = initializer.Bound(SeedDense1);

        Assert.All(weights, weight => Assert.InRange(weight, -(float)bound, (float)bound));
        // The deviation of the mean of n draws is bound / sqrt(3 n), that of their squares' mean bound^2 sqrt(4 / (45 n)): four of each.
        Assert.Equal(0, weights.Average(), bound * 4 / Math.Sqrt(30_000));
        Assert.Equal(bound * bound / 3, weights.Average(weight => (double)weight * weight), bound * bound * 4 * Math.Sqrt(4.0 / 450_000));
    }

    [Fact]
    public void Should_draw_each_weight_by_its_position_alone()
    {
        float[] weights = Fill(new HeInitializer(), 100, seed: 5, layer: 2);

        Assert.Equal(weights[..10], Fill(new HeInitializer(), 10, seed: 5, layer: 2));
        Assert.Equal(100, weights.Distinct().Count());
    }

    [Fact]
    public void Should_draw_others_for_another_seed_or_layer()
    {
        float[] weights = Fill(new HeInitializer(), 10, seed: 5, layer: 2);

        Assert.Empty(weights.Intersect(Fill(new HeInitializer(), 10, seed: 6, layer: 2)));
        Assert.Empty(weights.Intersect(Fill(new HeInitializer(), 10, seed: 5, layer: 3)));
    }

    private static float[] Fill(Initializer initializer, int count, ulong seed, int layer)
    {
        float[] weights = new float[count];
        initializer.Fill(weights, SeedDense1, seed, layer);
        return weights;
    }
}
