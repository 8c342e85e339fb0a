using System.Globalization;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Protocol;
using Xunit.Abstractions;

namespace ActorCnn.Simulation.Tests;

/// <summary>
/// The promise on clusters that no machine could hold and under faults that no test could wait for. A failure names its seed, and the
/// seed replays it exactly. <c>ACTORCNN_SIMULATION_SEEDS</c> asks for more seeds than the normal test run has time for.
/// </summary>
[Collection("simulation")]
public class SimulationTests(ITestOutputHelper output)
{
    private const int MostSeedsToNotice = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromHours(2);

    [Fact]
    public void Should_give_the_weights_of_a_quiet_run_whatever_goes_wrong()
    {
        int seeds = int.Parse(Environment.GetEnvironmentVariable("ACTORCNN_SIMULATION_SEEDS") ?? "30", CultureInfo.InvariantCulture);
        int first = Environment.GetEnvironmentVariable("ACTORCNN_SIMULATION_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        Figures all = new();
        for (int i = 0; i < seeds; i++)
        {
            int seed = unchecked(first + i);
            try
            {
                SimulatedCluster cluster = Drawn(seed);
                all.Add(cluster, cluster.RunToEnd(Limit));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"ACTORCNN_SIMULATION_SEED={seed} ACTORCNN_SIMULATION_SEEDS=1 shows: {exception.Message}", exception);
            }
        }

        output.WriteLine($"{seeds} seeds from {first}: {all}");
        Assert.True(all.NodesLost > 0 && all.Reissued > 0 && all.Takeovers > 0 && all.Terms > all.Takeovers, "nothing went wrong in any run");
    }

    [Fact]
    public void Should_run_the_same_for_the_same_seed()
    {
        int seed = Random.Shared.Next();
        Assert.True(Trace() == Trace(), $"seed {seed}");

        ulong Trace()
        {
            SimulatedCluster cluster = Drawn(seed);
            cluster.RunToEnd(Limit);
            return cluster.TraceHash;
        }
    }

    [Theory]
    [InlineData(nameof(Defect.CountsDuplicates))]
    [InlineData(nameof(Defect.SumsInOrderOfArrival))]
    [InlineData(nameof(Defect.IgnoresTerms))]
    [InlineData(nameof(Defect.ForgetsTerms))]
    public void Should_notice_what_is_built_wrong(string defect)
    {
        Faults faults = new()
        {
            Duplication = 0.2,
            Delay = TimeSpan.FromMilliseconds(20),
            Pause = 5,
            CoordinatorPause = 10,
            SpreadSlices = true,
            Join = 1,
        };
        for (int seed = 1; seed <= MostSeedsToNotice; seed++)
        {
            SimulatedCluster cluster = new(
                seed, SimulatedCluster.ScheduleOf(steps: 1000, shards: 12), nodes: 6, slices: 2, faults, Enum.Parse<Defect>(defect));
            try
            {
                cluster.RunToEnd(Limit);
            }
            catch (InvalidOperationException violation)
            {
                output.WriteLine($"{defect} with seed {seed}: {violation.Message}");
                return;
            }
        }

        Assert.Fail($"{defect} was not noticed with {MostSeedsToNotice} seeds");
    }

    private static SimulatedCluster Drawn(int seed)
    {
        Random random = new(seed);
        RunSchedule schedule = SimulatedCluster.ScheduleOf(steps: 50 + random.Next(100), shards: 1 + random.Next(40));
        schedule = schedule with { Checkpoints = new CheckpointSettings { EverySteps = 3 + random.Next(20) } };
        return new SimulatedCluster(seed, schedule, nodes: 3 + random.Next(10), slices: 1 + random.Next(3), Faults.Drawn(random));
    }
}
