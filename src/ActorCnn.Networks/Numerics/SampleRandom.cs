namespace ActorCnn.Networks.Numerics;

/// <summary>
/// Four random words for one sample in one epoch, by the generator of <see cref="CounterRandom"/> on the counter (0, sample, purpose and
/// number, epoch): they depend on these alone, not on the batch, the worker or what was drawn before. The same on every machine.
/// </summary>
public readonly struct SampleRandom
{
    private readonly (uint, uint, uint, uint) _words;

    /// <summary>Draws the words.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What they are for.</param>
    /// <param name="number">Which of several uses of the purpose, below 2^24.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="sample">The sample's number in its data set.</param>
    public SampleRandom(ulong seed, RandomPurpose purpose, int number, int epoch, int sample) => _words = CounterRandom.Philox(
        (0, (uint)sample, (uint)purpose | ((uint)number << 8), (uint)epoch), ((uint)seed, (uint)(seed >> 32)));

    /// <summary>A whole number in [0, bound) from one of the words, by the high half of a product: the bias is below bound · 2^-32.</summary>
    /// <param name="word">0 to 3; each is used once, or the numbers hang together.</param>
    /// <param name="bound">At least one.</param>
    public int Below(int word, int bound) => (int)(((ulong)Word(word) * (uint)bound) >> 32);

    /// <summary>A number in [0, 1) with 32 random bits from one of the words.</summary>
    /// <param name="word">0 to 3.</param>
    public double Uniform(int word) => Word(word) * (1.0 / (1UL << 32));

    private uint Word(int word) => word switch
    {
        0 => _words.Item1,
        1 => _words.Item2,
        2 => _words.Item3,
        3 => _words.Item4,
        _ => throw new ArgumentOutOfRangeException(nameof(word)),
    };
}
