using System.Diagnostics;
using System.Globalization;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Protocol;
using Xunit.Abstractions;

namespace ActorCnn.Simulation.Tests;

/// <summary>
/// The promise on clusters that no machine could hold and under faults that no test could wait for. A failure names its seed, and the
/// seed replays it exactly. <c>ACTORCNN_SIMULATION_SEEDS</c> asks for more seeds than the normal test run has time for.
/// </summary>
public class SimulationTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(2);

    [Fact]
    public void Should_give_the_weights_of_a_quiet_run_whatever_goes_wrong()
    {
        int seeds = int.Parse(Environment.GetEnvironmentVariable("ACTORCNN_SIMULATION_SEEDS") ?? "150", CultureInfo.InvariantCulture);
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

    [Fact]
    public void Should_notice_an_actor_that_counts_a_gradient_twice() => Assert.ThrowsAny<Exception>(() => Run(
        Defect.CountsDuplicates, new Faults { Duplication = 0.2, Delay = TimeSpan.FromMilliseconds(20) }));

    [Fact]
    public void Should_notice_an_actor_that_sums_in_order_of_arrival() =>
        Assert.ThrowsAny<Exception>(() => Run(Defect.SumsInOrderOfArrival, Faults.None));

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Should_need_no_more_messages_than_nodes_times_a_constant(int nodes)
    {
        // Two shards a node, so that everyone has something to do.
        RunSchedule schedule = Schedule(steps: 5, shards: 2 * nodes);
        SimulatedCluster cluster = new(seed: 1, schedule, nodes, slices: 1, Faults.None);
        long start = Stopwatch.GetTimestamp();
        cluster.RunToEnd(Limit);
        double messages = (double)cluster.CoordinatorMessages / cluster.StepsMade;
        output.WriteLine(
            $"{nodes} nodes: {messages:F0} coordinator messages a step, {cluster.Now.TotalMilliseconds / cluster.StepsMade:F1} ms a step "
            + $"of virtual time, {Stopwatch.GetElapsedTime(start).TotalMilliseconds / cluster.StepsMade:F1} ms of real time");

        // A grant and its answers for every node, and now and then a sign of life; starting up counts too.
        Assert.InRange(messages, nodes, 8 * nodes);
    }

    private static void Run(Defect defect, Faults faults) =>
        new SimulatedCluster(seed: 1, Schedule(steps: 50, shards: 12), nodes: 4, slices: 1, faults, defect).RunToEnd(Limit);

    private static SimulatedCluster Drawn(int seed)
    {
        Random random = new(seed);
        RunSchedule schedule = Schedule(steps: 50 + random.Next(100), shards: 1 + random.Next(40));
        schedule = schedule with { Checkpoints = new CheckpointSettings { EverySteps = 3 + random.Next(20) } };
        return new SimulatedCluster(seed, schedule, nodes: 3 + random.Next(10), slices: 1 + random.Next(3), Faults.Drawn(random));
    }

    private static RunSchedule Schedule(int steps, int shards) => new()
    {
        TrainSamples = (steps * shards) - (shards / 2),
        TestSamples = 7,
        BatchSize = shards,
        ShardSize = 1,
        Epochs = 1,
    };
}
