using System.Globalization;
using ActorCnn.Benchmarks.Measuring;
using ActorCnn.Benchmarks.Operators;
using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Layers;
using Window = ActorCnn.Benchmarks.Measuring.Window;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>
/// Where the time of a network's kernels goes: each layer's forward and backward pass by itself on sixteen samples, beside the least that its
/// multiplications and additions take at the machine's peak. A relu is done by its neighbour, and is left out.
/// </summary>
internal static class LayersCommand
{
    public static int Run(Options? options)
    {
        if (options is null)
        {
            return Options.Usage();
        }

        MarkdownTable table = new("layer", "input", "forward, µs", "least", "backward, µs", "least");
        foreach (BenchmarkNetwork network in options.Networks)
        {
            Alternation turns = new();
            Series peak = turns.Add(() => MultiplyAddPeak.Measure(options.Seconds));
            List<(NetworkLayer Layer, int Products, Series Forward, Series Backward)> layers = [];
            bool wantsInputGradient = false;
            foreach (NetworkLayer layer in network.Network.Layers.Where(layer => layer.Layer is not (ReluLayer or FlattenLayer)))
            {
                OperatorUnderTest kernel = new(layer.Layer, layer.Input, wantsInputGradient);
                layers.Add((
                    layer, wantsInputGradient ? 2 : 1,
                    turns.Add(() => Window.Rate(options.Seconds, kernel.Forward)), turns.Add(() => Window.Rate(options.Seconds, kernel.Backward))));
                wantsInputGradient = true;
            }

            turns.Run(options.Rounds);
            double[] sums = new double[4];
            foreach ((NetworkLayer layer, int products, Series forward, Series backward) in layers)
            {
                double least = BenchmarkNetwork.ForwardOperations(layer) * LaneNetwork.Lanes / peak.Median / 1e9;
                double[] times = [1 / forward.Median, least, 1 / backward.Median, products * least];
                sums = [.. sums.Zip(times, (sum, time) => sum + time)];
                Add(layer.Layer.Type, $"{layer.Input}", times);
            }

            Add(network.Title, "", sums);
        }

        table.Write();
        return 0;

        void Add(string layer, string input, double[] times) =>
            table.Add([layer, input, .. times.Select(time => (1e6 * time).ToString("F1", CultureInfo.InvariantCulture))]);
    }
}
