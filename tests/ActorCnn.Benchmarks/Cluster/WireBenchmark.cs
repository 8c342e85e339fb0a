using System.Diagnostics.Metrics;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Benchmarks.Cluster;

/// <summary>A coordinator and worker nodes that train LeNet in this process over the network's loopback, and what they send each other.</summary>
internal static class WireBenchmark
{
    private const int WarmUp = 20;

    /// <summary>Trains for some steps with a number of nodes, which hold a number of slices in turn.</summary>
    public static async Task<WireFigures> MeasureAsync(int nodes, int slices, int steps)
    {
        ClusterExperiment experiment = ClusterExperiment.Lenet();
        int[] free = FreePorts.OnLoopback(2 * nodes);
        int[] ports = free[..nodes];
        int[] bulkPorts = free[nodes..];
        using CancellationTokenSource stop = new();
        using Counted counted = new(ports, bulkPorts, steps, stop);
        TrainingJob job = experiment.Job(workers: 1) with { Slices = slices, Observers = [counted] };
        Task<TrainingResult> training = new CoordinatorNode(
            new NodeSettings { Port = ports[0], BulkPort = bulkPorts[0] }, experiment.File.Configuration, minimumNodes: nodes)
            .TrainAsync(job, null, stop.Token);
        await Task.WhenAll(Enumerable.Range(1, nodes - 1).Select(node => new WorkerNode(
            new NodeSettings { Port = ports[node], BulkPort = bulkPorts[node], Join = [new NodeAddress("127.0.0.1", ports[0])] }, workers: 1, null)
            .RunAsync(CancellationToken.None))).ConfigureAwait(false);
        RunEnded end = (await training.ConfigureAwait(false)).End;
        return end.Outcome == RunOutcome.Stopped && end.Position is { NodesLost: 0, ShardsReissued: 0 }
            ? new WireFigures(job.Network.ParameterCount, counted.BulkBytes, counted.PortBytes, counted.ControlBytes)
            : throw new InvalidOperationException($"the run was disturbed: {end.Outcome} {end.Reason}, {end.Position.ShardsReissued} shards granted again");
    }

    // What was sent from the end of one step to that of another. All nodes are in this process, so that nothing is missed or counted twice.
    private sealed class Counted : IRunObserver, IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly int[] _ports;
        private readonly int[] _bulkPorts;
        private readonly int _steps;
        private readonly CancellationTokenSource _stop;
        private int _step;
        private long _sent;
        private (long Bulk, long?[] Ports, long? Control) _before = (0, [], null);

        public Counted(int[] ports, int[] bulkPorts, int steps, CancellationTokenSource stop)
        {
            (_ports, _bulkPorts, _steps, _stop) = (ports, bulkPorts, steps, stop);
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "ActorCnn", Name: "actorcnn.bulk.sent" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => _sent = bytes);
            _listener.Start();
        }

        public double BulkBytes { get; private set; }

        public double?[] PortBytes { get; private set; } = [];

        public double? ControlBytes { get; private set; }

        public void OnEvent(RunEvent happened)
        {
            if (happened is not StepCompleted)
            {
                return;
            }

            _step++;
            if (_step == WarmUp)
            {
                _before = Read();
            }
            else if (_step == WarmUp + _steps)
            {
                (long bulk, long?[] perPort, long? control) = Read();
                PortBytes = [.. perPort.Zip(_before.Ports, (after, before) => (double?)(after - before) / _steps)];
                BulkBytes = (double)(bulk - _before.Bulk) / _steps;
                ControlBytes = (double?)(control - _before.Control) / _steps;
                _stop.Cancel();
            }
        }

        public void Dispose() => _listener.Dispose();

        private (long Bulk, long?[] Ports, long? Control) Read()
        {
            _listener.RecordObservableInstruments();
            return (_sent, [.. _bulkPorts.Select(port => SocketBytes.Sent([port]))], SocketBytes.Sent(_ports));
        }
    }
}

/// <summary>What a step took.</summary>
/// <param name="Parameters">The network's parameters.</param>
/// <param name="BulkBytes">Bytes of tensors, with the heads of their frames.</param>
/// <param name="PortBytes">Bytes in and out of each node's port of tensors, the coordinator's first; null when they could not be read.</param>
/// <param name="ControlBytes">Bytes of Akka.Remote, heartbeats and gossip included; null when they could not be read.</param>
internal sealed record WireFigures(int Parameters, double BulkBytes, double?[] PortBytes, double? ControlBytes);
