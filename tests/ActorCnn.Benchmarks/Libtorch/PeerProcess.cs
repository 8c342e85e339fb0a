using System.Diagnostics;
using System.Globalization;

namespace ActorCnn.Benchmarks.Libtorch;

/// <summary>libtorch on one network with a number of threads, in a process that computes only when asked to.</summary>
internal sealed class PeerProcess : IDisposable
{
    // The threads of OpenMP spin for some milliseconds after their last work, which the next window would feel. Forbidding it would slow
    // libtorch down while it is measured.
    private static readonly TimeSpan UntilIdle = TimeSpan.FromMilliseconds(50);

    // Set, it leaves the C library's settings as everybody has them.
    private const string AsInstalled = "LIBTORCH_AS_INSTALLED";
    private readonly Process _process;

    /// <summary>Starts it and waits until it can compute.</summary>
    public PeerProcess(string program, BenchmarkNetwork network, int threads)
    {
        ProcessStartInfo start = new("dotnet", [program, network.Name, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // They would choose other kernels than those that libtorch finds best.
        start.Environment.Remove("OPENBLAS_CORETYPE");
        start.Environment.Remove("OPENBLAS_L2_SIZE");

        // By default the C library gives the tensors' memory back after every step and takes page faults to get it again: up to half of
        // libtorch's time in training, and a varying part. Kept, libtorch is at its best.
        if (Environment.GetEnvironmentVariable(AsInstalled) is null)
        {
            start.Environment["MALLOC_MMAP_THRESHOLD_"] = "33554432";
            start.Environment["MALLOC_TRIM_THRESHOLD_"] = "2000000000";
            start.Environment["MALLOC_TOP_PAD_"] = "268435456";
        }

        _process = Process.Start(start)!;
        if (_process.StandardOutput.ReadLine() != "ready")
        {
            Dispose();
            throw new InvalidOperationException("libtorch does not start; its message is above");
        }
    }

    /// <summary>Samples trained a second.</summary>
    public double Train(double seconds) => Ask("train", seconds);

    /// <summary>Samples evaluated a second.</summary>
    public double Evaluate(double seconds) => Ask("evaluate", seconds);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double Ask(string command, double seconds)
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{command} {seconds}"));
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("libtorch ended; its message is above");
        Thread.Sleep(UntilIdle);
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }
}
