using System.Diagnostics.Metrics;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Benchmarks.Cluster;

/// <summary>A coordinator and a worker node that train LeNet in this process over the network's loopback, and what they send each other.</summary>
internal static class WireBenchmark
{
    private const int WarmUp = 20;

    /// <summary>Trains for some steps with a number of slices.</summary>
    public static async Task<WireFigures> MeasureAsync(int slices, int steps)
    {
        ClusterExperiment experiment = ClusterExperiment.Lenet();
        int[] ports = [ClusterExperiment.FreePort(), ClusterExperiment.FreePort()];
        using CancellationTokenSource stop = new();
        using Counted counted = new(ports, steps, stop);
        TrainingJob job = experiment.Job(workers: 1) with { Slices = slices, Observers = [counted] };
        Task<TrainingResult> training = new CoordinatorNode(new NodeSettings { Port = ports[0] }, experiment.File.Configuration, minimumNodes: 2)
            .TrainAsync(job, null, stop.Token);
        await new WorkerNode(new NodeSettings { Port = ports[1], Join = [new NodeAddress("127.0.0.1", ports[0])] }, workers: 1, null)
            .RunAsync(CancellationToken.None).ConfigureAwait(false);
        RunEnded end = (await training.ConfigureAwait(false)).End;
        return end.Outcome == RunOutcome.Stopped && end.Position is { NodesLost: 0, ShardsReissued: 0 }
            ? new WireFigures(job.Network.ParameterCount, counted.BulkBytes, counted.ControlBytes)
            : throw new InvalidOperationException($"the run was disturbed: {end.Outcome} {end.Reason}, {end.Position.ShardsReissued} shards granted again");
    }

    // What was sent from the end of one step to that of another. Both nodes are in this process, so that nothing is missed or counted twice.
    private sealed class Counted : IRunObserver, IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly int[] _ports;
        private readonly int _steps;
        private readonly CancellationTokenSource _stop;
        private int _step;
        private long _sent;
        private (long Bulk, long? Control) _before;

        public Counted(int[] ports, int steps, CancellationTokenSource stop)
        {
            (_ports, _steps, _stop) = (ports, steps, stop);
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
                (long bulk, long? control) = Read();
                BulkBytes = (double)(bulk - _before.Bulk) / _steps;
                ControlBytes = (double?)(control - _before.Control) / _steps;
                _stop.Cancel();
            }
        }

        public void Dispose() => _listener.Dispose();

        private (long Bulk, long? Control) Read()
        {
            _listener.RecordObservableInstruments();
            return (_sent, SocketBytes.Sent(_ports));
        }
    }
}

/// <summary>What a step took.</summary>
/// <param name="Parameters">The network's parameters.</param>
/// <param name="BulkBytes">Bytes of tensors, with the heads of their frames.</param>
/// <param name="ControlBytes">Bytes of Akka.Remote, heartbeats and gossip included; null when they could not be read.</param>
internal sealed record WireFigures(int Parameters, double BulkBytes, double? ControlBytes);
