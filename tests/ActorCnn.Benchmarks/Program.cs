using System.Globalization;
using ActorCnn.Benchmarks;
using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;

// Samples per second of each network's gradient on one thread, beside the machine's multiply-add peak measured in turn with it.
// Usage: dotnet run -c Release --project tests/ActorCnn.Benchmarks -- [seconds] [network]…
double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 4;
foreach ((string name, Network network) in BenchmarkNetworks.All.Where(pair => args.Length < 2 || args.Contains(pair.Key)))
{
    GradientBenchmark benchmark = new(network);
    Rates rates = Rates.Measure(seconds, benchmark.Run, () => MultiplyAddPeak.Run(200_000));
    double samples = rates.First * LaneNetwork.Lanes;
    double useful = samples * BenchmarkNetworks.TrainingOperations(network) / 1e9;
    double peak = rates.Second * MultiplyAddPeak.Operations(200_000) / 1e9;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-6} {samples,10:F0} samples/s  {useful,6:F1} GFLOP/s  peak {peak,6:F1} GFLOP/s  {useful / peak,6:P1} of it"));
}
