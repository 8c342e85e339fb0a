namespace ActorCnn.Benchmarks.Watching;

/// <summary>A stretch of training.</summary>
/// <param name="Steps">Its steps.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="ProcessorSeconds">What the whole process took of all cores.</param>
internal readonly record struct Stretch(long Steps, double Seconds, double ProcessorSeconds)
{
    /// <summary>Its speed.</summary>
    public double StepsPerSecond => Steps / Seconds;

    /// <summary>What a step takes.</summary>
    public double ProcessorSecondsPerStep => ProcessorSeconds / Steps;

    /// <summary>Two stretches as one.</summary>
    public static Stretch operator +(Stretch left, Stretch right) =>
        new(left.Steps + right.Steps, left.Seconds + right.Seconds, left.ProcessorSeconds + right.ProcessorSeconds);
}
