using ActorCnn.Benchmarks.Libtorch;
using ActorCnn.Benchmarks.Measuring;
using ActorCnn.Benchmarks.Trainer;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>All that was measured on a network, window by window in turn.</summary>
internal sealed class NetworkFigures
{
    private NetworkFigures(BenchmarkNetwork benchmark, Series peak, Pair[] train, Pair[] evaluate) =>
        (Benchmark, Peak, Train, Evaluate) = (benchmark, peak, train, evaluate);

    public BenchmarkNetwork Benchmark { get; }

    /// <summary>The multiply-add peak of a core, in GFLOP/s.</summary>
    public Series Peak { get; }

    /// <summary>Samples trained a second, with one thread and with two.</summary>
    public IReadOnlyList<Pair> Train { get; }

    /// <summary>Samples evaluated a second, with one thread and with two.</summary>
    public IReadOnlyList<Pair> Evaluate { get; }

    /// <summary>Measures a network.</summary>
    /// <param name="benchmark">The network.</param>
    /// <param name="peerProgram">libtorch's program, or null to do without.</param>
    /// <param name="options">For how long.</param>
    public static NetworkFigures Measure(BenchmarkNetwork benchmark, string? peerProgram, Options options)
    {
        double seconds = options.Seconds;
        TrainerBenchmark trainer = new(benchmark);
        int[] threads = [1, 2];
        PeerProcess[] peers = [];
        try
        {
            peers = peerProgram is null ? [] : [.. threads.Select(count => new PeerProcess(peerProgram, benchmark, count))];
            Alternation turns = new();
            Series peak = turns.Add(() => MultiplyAddPeak.Measure(seconds / 4));

            // What is compared is a neighbour in time.
            Pair[] train = [.. threads.Select((count, i) => new Pair(
                turns.Add(() => trainer.Train(count, seconds)),
                peerProgram is null ? null : turns.Add(() => peers[i].Train(seconds))))];
            Pair[] evaluate = [.. threads.Select((count, i) => new Pair(
                turns.Add(() => trainer.Evaluate(count, seconds / 2)),
                peerProgram is null ? null : turns.Add(() => peers[i].Evaluate(seconds / 2))))];
            turns.Run(options.Rounds);
            return new NetworkFigures(benchmark, peak, train, evaluate);
        }
        finally
        {
            Array.ForEach(peers, peer => peer.Dispose());
        }
    }
}

/// <summary>A rate of this project, and the same of libtorch if it is there.</summary>
internal sealed record Pair(Series Ours, Series? Peer);
