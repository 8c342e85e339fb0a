using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorCnn.Benchmarks.Peer;

/// <summary>Trains and evaluates a network with libtorch on minibatches in memory, and says how fast.</summary>
internal sealed class PeerBenchmark
{
    private readonly int _batchSize;
    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly optim.Optimizer _optimizer;
    private readonly (Tensor Samples, Tensor Labels)[] _batches;
    private int _next;

    public PeerBenchmark(BenchmarkNetwork benchmark)
    {
        random.manual_seed(1);
        _batchSize = benchmark.BatchSize;
        _network = TorchNetwork.Create(benchmark.Network);
        long parameters = _network.parameters().Sum(parameter => parameter.numel());
        if (parameters != benchmark.Network.ParameterCount)
        {
            throw new InvalidOperationException($"not the same network: {parameters} parameters, not {benchmark.Network.ParameterCount}");
        }

        _optimizer = optim.SGD(_network.parameters(), BenchmarkNetwork.LearningRate);
        Networks.Shape sample = benchmark.Network.Input;
        _batches = [.. Enumerable.Range(0, benchmark.TrainSamples / _batchSize).Select(_ => (
            rand([_batchSize, sample.Channels, sample.Height, sample.Width]),
            randint(0, benchmark.Network.Output.Channels, [_batchSize], dtype: ScalarType.Int64)))];
    }

    /// <summary>Samples trained a second: forward, backward, update.</summary>
    public double Train(double seconds)
    {
        _network.train();
        return SamplesPerSecond(seconds, batch =>
        {
            using DisposeScope scope = NewDisposeScope();
            _optimizer.zero_grad();
            nn.functional.cross_entropy(_network.call(batch.Samples), batch.Labels).backward();
            _optimizer.step();
        });
    }

    /// <summary>Samples evaluated a second: the logits alone, without loss or accuracy.</summary>
    public double Evaluate(double seconds)
    {
        _network.eval();
        using IDisposable withoutGradients = no_grad();
        return SamplesPerSecond(seconds, batch =>
        {
            using DisposeScope scope = NewDisposeScope();
            _network.call(batch.Samples);
        });
    }

    private double SamplesPerSecond(double seconds, Action<(Tensor Samples, Tensor Labels)> compute)
    {
        long start = Stopwatch.GetTimestamp();
        long samples = 0;
        TimeSpan spent;
        do
        {
            compute(_batches[_next]);
            _next = (_next + 1) % _batches.Length;
            samples += _batchSize;
            spent = Stopwatch.GetElapsedTime(start);
        }
        while (spent.TotalSeconds < seconds);

        return samples / spent.TotalSeconds;
    }
}
