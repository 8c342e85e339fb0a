using System.Globalization;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using Xunit.Abstractions;

namespace ActorCnn.Simulation.Tests;

/// <summary>
/// How the coordinator's work grows with the cluster, when nothing goes wrong. <c>ACTORCNN_SIMULATION_NODES=10,100,1000,10000</c> asks for
/// more nodes than the normal test run has time for.
/// </summary>
[Collection("simulation")]
public class GrowthTests(ITestOutputHelper output)
{
    private const int Steps = 10;
    private const int LeastMessages = 200_000;

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
        (long messages, TimeSpan virtualTime) = (cluster.CoordinatorMessages, cluster.Now);
        (CoordinatorState coordinator, cluster.Heard) = (cluster.Coordinator, []);
        cluster.RunToStep(1 + Steps);
        List<(ITrainingMessage, TimeSpan)> signsOfLife =
            [.. coordinator.Nodes.Select(node => ((ITrainingMessage)new JoinRun(coordinator.Run, node.Name, node.Workers), cluster.Now))];
        double messagesAStep = (double)(cluster.CoordinatorMessages - messages) / Steps;
        output.WriteLine(
            $"{nodes} nodes: {messagesAStep:F0} coordinator messages a step, {(cluster.Now - virtualTime).TotalMilliseconds / Steps:F1} ms a step of "
            + $"virtual time, {Processor(coordinator, cluster.Heard).TotalMilliseconds / Steps:F3} ms of the coordinator's processor, and "
            + $"{Processor(coordinator, signsOfLife).TotalMilliseconds:F3} ms for a sign of life of every node");

        // A grant and its answers for every node, and now and then a sign of life.
        Assert.InRange(messagesAStep, nodes, 8 * nodes);
    }

    // The same decisions once more, and nothing else: the least of several times, since the first are not compiled well, and small ones
    // must be many before they are.
    private static TimeSpan Processor(CoordinatorState coordinator, List<(ITrainingMessage Message, TimeSpan At)> heard) =>
        Enumerable.Range(0, 5 + (LeastMessages / heard.Count)).Min(_ =>
        {
            CoordinatorState state = coordinator;
            TimeSpan before = Environment.CpuUsage.TotalTime;
            foreach ((ITrainingMessage message, TimeSpan at) in heard)
            {
                state = state.Handle(message, at).State;
            }

            return Environment.CpuUsage.TotalTime - before;
        });
}
