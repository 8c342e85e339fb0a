namespace ActorCnn.Networks.Optimization;

/// <summary>
/// What an optimizer remembers of some parameters. The buffer behind it is planar, <c>[k][parameters of the network]</c>: each remembered
/// number lies side by side for vectors to read, and a checkpoint's bytes do not depend on how the parameters were cut.
/// </summary>
/// <param name="buffer">The state of the whole network; empty when nothing is remembered.</param>
/// <param name="parameters">The network's parameters.</param>
/// <param name="first">The first of the parameters meant.</param>
/// <param name="length">How many.</param>
public readonly ref struct OptimizerState(Span<float> buffer, int parameters, int first, int length)
{
    private readonly Span<float> _buffer = buffer;

    /// <summary>The state of an optimizer that remembers nothing.</summary>
    public static OptimizerState None => default;

    /// <summary>The k-th remembered number of each parameter.</summary>
    public Span<float> this[int k] => _buffer.Slice((k * parameters) + first, length);
}
