namespace ActorCnn.Simulation.Tests;

/// <summary>What goes wrong, how often; times are of the virtual clock. Mean times are seconds between two events; zero for none.</summary>
internal sealed record Faults
{
    /// <summary>Nothing goes wrong.</summary>
    public static Faults None { get; } = new();

    /// <summary>The share of messages between two hosts that are lost.</summary>
    public double Loss { get; init; }

    /// <summary>The share of messages between two hosts that arrive twice.</summary>
    public double Duplication { get; init; }

    /// <summary>The longest that a message takes; with much of it messages overtake each other.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Mean time between crashes of hosts that do not coordinate.</summary>
    public double Crash { get; init; }

    /// <summary>Mean time between joins.</summary>
    public double Join { get; init; }

    /// <summary>Mean time between pauses of hosts that do not coordinate, each of up to twenty seconds.</summary>
    public double Pause { get; init; }

    /// <summary>Mean time between partitions, each of up to twenty seconds, that cut hosts off from those that coordinate.</summary>
    public double Partition { get; init; }

    /// <summary>Mean time between crashes of the host that coordinates.</summary>
    public double CoordinatorCrash { get; init; }

    /// <summary>Mean time between pauses of the host that coordinates, each of up to thirty seconds: it wakes and goes on as if nothing were.</summary>
    public double CoordinatorPause { get; init; }

    /// <summary>Mean time between partitions in which the host that coordinates is cut off with a few others, or alone.</summary>
    public double CoordinatorCut { get; init; }

    /// <summary>Mean time between crashes of a slice of the parameters alone.</summary>
    public double SliceCrash { get; init; }

    /// <summary>Whether the slices are on several hosts.</summary>
    public bool SpreadSlices { get; init; }

    /// <summary>The share of checkpoints that cannot be written.</summary>
    public double DiskFull { get; init; }

    /// <summary>The share of ranges on which a worker throws.</summary>
    public double Throw { get; init; }

    /// <summary>Draws each of them, most with a chance of a half to be none.</summary>
    public static Faults Drawn(Random random)
    {
        return new Faults
        {
            Loss = Some(0, 0.02),
            Duplication = Some(0, 0.1),
            Delay = TimeSpan.FromMilliseconds(0.1 + (random.NextDouble() * (random.Next(2) == 0 ? 5 : 200))),
            // Hosts come faster than they go, or else every run would end waiting for one.
            Crash = Some(2, 20),
            Join = 0.5 + random.NextDouble(),
            Pause = Some(2, 20),
            Partition = Some(10, 60),
            CoordinatorCrash = Some(10, 60),
            CoordinatorPause = Some(10, 60),
            CoordinatorCut = Some(15, 60),
            SliceCrash = Some(5, 60),
            SpreadSlices = random.Next(2) == 0,
            DiskFull = Some(0, 0.1),
            // Now and then so often that a run has to give up.
            Throw = random.Next(20) == 0 ? 0.4 : Some(0, 0.01),
        };

        double Some(double least, double most) => random.Next(2) == 0 ? 0 : least + (random.NextDouble() * (most - least));
    }
}

/// <summary>How the product can be built wrong on purpose, to see that the simulation notices.</summary>
internal enum Defect
{
    None,

    /// <summary>A slice adds what it has counted already.</summary>
    CountsDuplicates,

    /// <summary>A slice adds in the order in which gradients come.</summary>
    SumsInOrderOfArrival,

    /// <summary>Everybody takes messages of any term for those of its own.</summary>
    IgnoresTerms,

    /// <summary>A node that joins again follows whoever it meets first, whatever it has followed before.</summary>
    ForgetsTerms,
}
