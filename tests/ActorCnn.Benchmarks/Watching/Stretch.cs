namespace ActorCnn.Benchmarks.Watching;

/// <summary>A stretch of training.</summary>
/// <param name="Steps">Its steps.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Threads">What the threads that do not train took meanwhile.</param>
internal readonly record struct Stretch(long Steps, double Seconds, ThreadTimes Threads)
{
    /// <summary>Its speed.</summary>
    public double StepsPerSecond => Steps / Seconds;

    /// <summary>Two stretches as one.</summary>
    public static Stretch operator +(Stretch left, Stretch right) =>
        new(left.Steps + right.Steps, left.Seconds + right.Seconds, left.Threads + right.Threads);
}
