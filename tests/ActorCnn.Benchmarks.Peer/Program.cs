using System.Globalization;
using ActorCnn.Benchmarks;
using ActorCnn.Benchmarks.Peer;
using TorchSharp;

// libtorch on one network with a number of threads: ActorCnn.Benchmarks.Peer NETWORK THREADS. Says "ready", then answers each line
// "train SECONDS" or "evaluate SECONDS" with samples per second, until the input ends.
BenchmarkNetwork network = BenchmarkNetwork.All.Single(network => network.Name == args[0]);
NativeLibraries.LoadShim();
torch.set_num_threads(int.Parse(args[1], CultureInfo.InvariantCulture));
torch.set_num_interop_threads(1);
using DisposeScope scope = torch.NewDisposeScope();
PeerBenchmark benchmark = new(network);
Console.WriteLine("ready");
while (Console.ReadLine()?.Split(' ') is [string command, string seconds])
{
    double length = double.Parse(seconds, CultureInfo.InvariantCulture);
    double rate = command == "train" ? benchmark.Train(length) : benchmark.Evaluate(length);
    Console.WriteLine(rate.ToString("R", CultureInfo.InvariantCulture));
}
