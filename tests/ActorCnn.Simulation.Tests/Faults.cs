namespace ActorCnn.Simulation.Tests;

/// <summary>What goes wrong, how often; times are of the virtual clock.</summary>
internal sealed record Faults
{
    /// <summary>Nothing goes wrong.</summary>
    public static Faults None { get; } = new();

    /// <summary>The share of messages that are lost.</summary>
    public double Loss { get; init; }

    /// <summary>The share of messages that arrive twice.</summary>
    public double Duplication { get; init; }

    /// <summary>The longest that a message takes; with much of it messages overtake each other.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Seconds between two crashes of nodes, on average; zero for none.</summary>
    public double Crash { get; init; }

    /// <summary>Seconds between two joins, on average; zero for none.</summary>
    public double Join { get; init; }

    /// <summary>Seconds between two pauses of nodes, on average, each of up to twenty seconds; zero for none.</summary>
    public double Pause { get; init; }

    /// <summary>Seconds between two partitions that cut some nodes off, on average, each of up to ten seconds; zero for none.</summary>
    public double Partition { get; init; }

    /// <summary>The share of ranges on which a worker throws.</summary>
    public double Throw { get; init; }

    /// <summary>Draws each of them, none with a chance of a half.</summary>
    public static Faults Drawn(Random random)
    {
        return new Faults
        {
            Loss = Some(0, 0.02),
            Duplication = Some(0, 0.1),
            Delay = TimeSpan.FromMilliseconds(0.1 + (random.NextDouble() * (random.Next(2) == 0 ? 5 : 200))),
            // Nodes come faster than they go, or else every run would end waiting for one.
            Crash = Some(2, 20),
            Join = 0.5 + random.NextDouble(),
            Pause = Some(2, 20),
            Partition = Some(5, 30),
            Throw = Some(0, 0.01),
        };

        double Some(double least, double most) => random.Next(2) == 0 ? 0 : least + (random.NextDouble() * (most - least));
    }
}
