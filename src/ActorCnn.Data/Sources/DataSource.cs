namespace ActorCnn.Data.Sources;

/// <summary>Where samples come from: a kind with its settings, as in the <c>data</c> section of a configuration. Immutable.</summary>
public abstract record DataSource
{
    /// <summary>The name used in configurations, as <c>idx</c>.</summary>
    public abstract string Source { get; }

    /// <summary>Reads or makes the samples. Every size is bounded before memory is taken.</summary>
    /// <param name="seed">The run's seed; only generated data depend on it.</param>
    /// <exception cref="Networks.InvalidInputException">
    /// The data are missing or damaged; one line says what, where, and how to mend it.
    /// </exception>
    public abstract DataSplit Load(ulong seed);
}
