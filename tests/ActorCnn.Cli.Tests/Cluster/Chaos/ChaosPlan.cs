using System.Globalization;

namespace ActorCnn.Cli.Tests.Cluster.Chaos;

/// <summary>What happens to a cluster of four processes in one run: faults at random moments, all drawn from a seed.</summary>
/// <param name="Faults">The faults, in the order of their moments.</param>
internal sealed record ChaosPlan(IReadOnlyList<ChaosPlan.Fault> Faults)
{
    /// <summary>Processes at the start; the first coordinates.</summary>
    public const int Nodes = 4;

    /// <summary>Epochs of the experiment.</summary>
    public const int Epochs = 60;

    private const int MostKills = 2;
    private const int MostStopSeconds = 20;

    // Later there might be no time left for the fault.
    private const int LastEpoch = Epochs - 10;

    /// <summary>What is done.</summary>
    public enum Kind
    {
        /// <summary>SIGKILL.</summary>
        Kill,

        /// <summary>SIGSTOP, and SIGCONT after a while.</summary>
        Stop,

        /// <summary>Another worker joins.</summary>
        Join,
    }

    /// <summary>Draws two to five faults, of which at most two are kills, so that somebody is left to go on.</summary>
    public static ChaosPlan Draw(int seed)
    {
        Random random = new(seed);
        List<int> alive = [.. Enumerable.Range(0, Nodes)];
        int[] epochs = [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => random.Next(2, LastEpoch)).Order()];
        List<Fault> faults = [];
        foreach (int epoch in epochs)
        {
            Kind kind = (Kind)random.Next(3);
            kind = kind == Kind.Kill && alive.Count == Nodes - MostKills ? Kind.Stop : kind;

            // As often the one that coordinates at first as any other.
            int node = random.Next(2) == 0 ? alive[0] : alive[random.Next(alive.Count)];
            if (kind == Kind.Kill)
            {
                alive.Remove(node);
            }

            faults.Add(new Fault(
                kind, node, epoch, TimeSpan.FromMilliseconds(random.Next(1000)), TimeSpan.FromSeconds(1 + (random.NextDouble() * (MostStopSeconds - 1)))));
        }

        return new ChaosPlan(faults);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Faults);

    /// <summary>One fault.</summary>
    /// <param name="Kind">What is done.</param>
    /// <param name="Node">To which process, by its place.</param>
    /// <param name="Epoch">After which epoch, and</param>
    /// <param name="Later">how long after it.</param>
    /// <param name="Length">How long a stop lasts.</param>
    internal sealed record Fault(Kind Kind, int Node, int Epoch, TimeSpan Later, TimeSpan Length)
    {
        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch} + {Later.TotalSeconds:0.0} s: ") + (Kind switch
        {
            Kind.Kill => $"kill {Node}",
            Kind.Stop => string.Create(CultureInfo.InvariantCulture, $"stop {Node} for {Length.TotalSeconds:0.0} s"),
            _ => "join",
        });
    }
}
