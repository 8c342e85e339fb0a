using System.Diagnostics;
using System.Globalization;

namespace ActorCnn.Benchmarks.Cluster;

/// <summary>A worker node in a process of its own; it is gone when this is disposed.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="port">The coordinator's port on this machine.</param>
    /// <param name="workers">Its worker actors.</param>
    public WorkerProcess(int port, int workers)
    {
        _process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "actorcnn.dll"), "node", "--role", "worker",
                "--join", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "--workers", workers.ToString(CultureInfo.InvariantCulture),
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
