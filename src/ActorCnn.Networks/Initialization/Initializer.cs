using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Initialization;

/// <summary>
/// How a layer's weights start: uniform in [-bound, bound) with a bound that depends on the layer's fan. U in [0, 1) gives
/// <c>(2 U - 1) bound</c>. Draws are keyed by (seed, layer, position), so a weight does not depend on the others. Deterministic.
/// </summary>
public abstract record Initializer
{
    /// <summary>The initializers by the names used in configurations.</summary>
    public static IReadOnlyDictionary<string, Initializer> ByName { get; } = new Dictionary<string, Initializer>
    {
        ["glorot"] = new GlorotInitializer(),
        ["he"] = new HeInitializer(),
        ["inverse-fan-in"] = new InverseFanInInitializer(),
        ["seed"] = new SeedInitializer(),
        ["zero"] = new ZeroInitializer(),
    };

    /// <summary>The name used in configurations.</summary>
    public abstract string Name { get; }

    /// <summary>The bound of the uniform distribution; zero starts every weight at zero.</summary>
    public abstract double Bound(Fan fan);

    /// <summary>Fills a layer's weights.</summary>
    /// <param name="weights">The weights to fill.</param>
    /// <param name="fan">The layer's fan.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="layer">The layer's index in its network.</param>
    public void Fill(Span<float> weights, Fan fan, ulong seed, int layer)
    {
        double bound = Bound(fan);
        for (int i = 0; i < weights.Length; i++)
        {
            double uniform = CounterRandom.Uniform(seed, RandomPurpose.Initialization, (uint)layer, (uint)i);
            weights[i] = bound == 0 ? 0 : (float)(((2 * uniform) - 1) * bound);
        }
    }
}

/// <summary>What an initializer's bound may depend on.</summary>
/// <param name="IsConvolution">True for convolutions.</param>
/// <param name="In">Inputs of one output: kernel area times input channels of a group, or a dense layer's inputs.</param>
/// <param name="Out">Outputs of one input: kernel area times output channels of a group, or a dense layer's outputs.</param>
/// <param name="FollowingPoolingArea">The area of the pooling that follows before the next layer with weights; 1 without one.</param>
public readonly record struct Fan(bool IsConvolution, int In, int Out, int FollowingPoolingArea);

/// <summary>All zeros.</summary>
public sealed record ZeroInitializer : Initializer
{
    /// <inheritdoc/>
    public override string Name => "zero";

    /// <inheritdoc/>
    public override double Bound(Fan fan) => 0;
}

/// <summary><c>sqrt(6 / (in + out))</c>: Glorot and Bengio 2010, equation 16; suits tanh, sigmoid and linear outputs.</summary>
public sealed record GlorotInitializer : Initializer
{
    /// <inheritdoc/>
    public override string Name => "glorot";

    /// <inheritdoc/>
    public override double Bound(Fan fan) => Math.Sqrt(6.0 / ((double)fan.In + fan.Out));
}

/// <summary><c>sqrt(6 / in)</c>: He et al. 2015, section 2.2, as a uniform distribution; suits relu.</summary>
public sealed record HeInitializer : Initializer
{
    /// <inheritdoc/>
    public override string Name => "he";

    /// <inheritdoc/>
    public override double Bound(Fan fan) => Math.Sqrt(6.0 / fan.In);
}

/// <summary><c>1 / in</c>: the first of the two that the seed's article compares.</summary>
public sealed record InverseFanInInitializer : Initializer
{
    /// <inheritdoc/>
    public override string Name => "inverse-fan-in";

    /// <inheritdoc/>
    public override double Bound(Fan fan) => 1.0 / fan.In;
}

/// <summary>
/// The seed's own: <c>sqrt(6 / (in + out / m))</c> for convolutions with m the area of the pooling that follows, and
/// <c>4 sqrt(6 / (in + out))</c> for full connections.
/// </summary>
public sealed record SeedInitializer : Initializer
{
    /// <inheritdoc/>
    public override string Name => "seed";

    /// <inheritdoc/>
    public override double Bound(Fan fan) => fan.IsConvolution
        ? Math.Sqrt(6.0 / (fan.In + ((double)fan.Out / fan.FollowingPoolingArea)))
        : 4 * Math.Sqrt(6.0 / ((double)fan.In + fan.Out));
}
