using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ActorCnn.Cli.Tests.Processes;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Data;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using Xunit.Abstractions;

namespace ActorCnn.Cli.Tests.Cluster;

/// <summary>
/// How long a run is held up by a worker node that is killed: from SIGKILL until the step in hand is complete, its shards computed elsewhere.
/// The times are printed; <c>ACTORCNN_FAILOVERS=20</c> measures more often.
/// </summary>
[Collection(ClusterCommandTests.Name)]
public sealed class FailoverTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string Yaml = Experiment.OfSlowSteps(
        "failover", "epochs: 100000, evaluate-every: 100000, optimizer: { type: sgd, learning-rate: 0.0001 }");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Should_go_on_with_the_shards_of_a_killed_node()
    {
        int times = int.Parse(Environment.GetEnvironmentVariable("ACTORCNN_FAILOVERS") ?? "2", CultureInfo.InvariantCulture);
        ConfigurationFile file = ConfigurationFile.Parse(Yaml, "test", []);
        DataSplit data = file.Configuration.Data.Load(5);
        Steps steps = new();
        TrainingJob job = TrainingJob.Of(file, data) with { Workers = 1, Observers = [steps] };
        int port = FreePorts.OnLoopback(1)[0];
        using CancellationTokenSource stop = new();
        Task<TrainingResult> training = new CoordinatorNode(new NodeSettings { Port = port }, file.Configuration, 1).TrainAsync(job, null, stop.Token);
        List<double> milliseconds = [];
        for (int i = 0; i < times; i++)
        {
            using CommandProcess worker = CommandProcess.Start(
                _scratch.Root, "node", "--role", "worker", "--join", $"127.0.0.1:{port}", "--workers", "1");
            worker.WaitForLine("computes for run");
            steps.WaitForStep();
            long killed = Stopwatch.GetTimestamp();
            worker.Kill();
            milliseconds.Add(steps.RecoveredSince(killed).TotalMilliseconds);
        }

        await stop.CancelAsync();
        TrainingResult result = await training;
        Assert.Equal(times, result.End.Position.NodesLost);
        milliseconds.Sort();
        output.WriteLine($"SIGKILL until the step is complete, {times} times: median {milliseconds[times / 2]:0} ms, worst {milliseconds[^1]:0} ms");
    }

    private sealed class Steps : IRunObserver
    {
        private readonly BlockingCollection<long> _completed = [];
        private readonly BlockingCollection<long> _recovered = [];
        private bool _isLost;

        public void OnEvent(RunEvent happened)
        {
            switch (happened)
            {
                case RunWarning warning when warning.Message.Contains("was lost", StringComparison.Ordinal):
                    _isLost = true;
                    break;
                case StepCompleted:
                    (_isLost ? _recovered : _completed).Add(Stopwatch.GetTimestamp());
                    _isLost = false;
                    break;
            }
        }

        public void WaitForStep()
        {
            while (_completed.TryTake(out _))
            {
            }

            Take(_completed);
        }

        // From a moment until the step in which a node was lost is complete.
        public TimeSpan RecoveredSince(long moment) => Stopwatch.GetElapsedTime(moment, Take(_recovered));

        private static long Take(BlockingCollection<long> from) =>
            from.TryTake(out long moment, Patience) ? moment : throw new TimeoutException($"no step in {Patience.TotalSeconds} s");
    }
}
