using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace ActorCnn.Simulation.Tests;

/// <summary>
/// How the coordinator's work grows with the cluster, when nothing goes wrong. <c>ACTORCNN_SIMULATION_NODES=10,100,1000,10000</c> asks for
/// more nodes than the normal test run has time for.
/// </summary>
public class GrowthTests(ITestOutputHelper output)
{
    private const int Steps = 10;

    [Fact]
    public void Should_need_no_more_messages_than_nodes_times_a_constant()
    {
        string nodes = Environment.GetEnvironmentVariable("ACTORCNN_SIMULATION_NODES") ?? "10,100";
        foreach (int count in nodes.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture)))
        {
            Measure(count);
        }
    }

    private void Measure(int nodes)
    {
        // Two shards a node, so that everyone has something to do.
        SimulatedCluster cluster = new(
            seed: 1, SimulatedCluster.ScheduleOf(Steps + 2, 2 * nodes), nodes, slices: 1, Faults.None, minimumNodes: nodes);

        // All have joined, and what runs for the first time has run.
        cluster.RunToStep(1);
        (long messages, TimeSpan virtualTime, TimeSpan coordinator) = (cluster.CoordinatorMessages, cluster.Now, cluster.CoordinatorTime);
        long start = Stopwatch.GetTimestamp();
        cluster.RunToStep(1 + Steps);
        double messagesAStep = (double)(cluster.CoordinatorMessages - messages) / Steps;
        output.WriteLine(
            $"{nodes} nodes: {messagesAStep:F0} coordinator messages a step, {(cluster.Now - virtualTime).TotalMilliseconds / Steps:F1} ms a step of "
            + $"virtual time, {(cluster.CoordinatorTime - coordinator).TotalMilliseconds / Steps:F2} ms of the coordinator's processor, "
            + $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds / Steps:F0} ms for the whole cluster");

        // A grant and its answers for every node, and now and then a sign of life.
        Assert.InRange(messagesAStep, nodes, 8 * nodes);
    }
}
