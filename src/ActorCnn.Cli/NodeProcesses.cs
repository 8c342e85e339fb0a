using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorCnn.Cli.Commands;
using ActorCnn.Cli.Output;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli;

/// <summary>
/// The processes of a cluster on this machine, each this program as <c>node</c>. Every one ends when its standard input closes, so that
/// none outlives this process, also when it is killed.
/// </summary>
internal sealed class NodeProcesses(Terminal terminal) : IDisposable
{
    private static readonly TimeSpan WorkersMayTake = TimeSpan.FromSeconds(5);
    private readonly List<Process> _processes = [];

    /// <summary>More options of every node.</summary>
    public IReadOnlyList<string> OfEach { get; init; } = [];

    /// <summary>More options of the coordinator.</summary>
    public IReadOnlyList<string> OfCoordinator { get; init; } = [];

    /// <summary>Trains, with the first process as the coordinator.</summary>
    /// <param name="request">What is wanted of the run; its workers are those of each node.</param>
    /// <param name="nodes">Processes.</param>
    /// <param name="slices">Slices of the parameters; null for as many as pay.</param>
    /// <param name="dashboard">Where the coordinator shows the run; null for nowhere.</param>
    /// <returns>The coordinator's exit code.</returns>
    public async Task<int> TrainAsync(RunRequest request, int nodes, int? slices, DashboardAddress? dashboard = null)
    {
        string port = FreePort().ToString(CultureInfo.InvariantCulture);
        Process coordinator = Start(showsOutput: true, [.. CoordinatorArguments(request, nodes, slices, port), .. DashboardOptions.ArgumentsFor(dashboard)]);
        Process[] workers =
        [
            .. Enumerable.Range(1, nodes - 1).Select(_ => Start(
                showsOutput: false, ["--role", "worker", "--join", $"127.0.0.1:{port}", "--workers", Text(request.Workers)])),
        ];
        terminal.Line($"processes: coordinator {coordinator.Id} at 127.0.0.1:{port}, workers {string.Join(' ', workers.Select(worker => worker.Id))}");
        using StopSignals signals = new(name => PassOn(coordinator, name), Dispose);
        foreach (Process worker in workers)
        {
            _ = WatchAsync(worker, coordinator);
        }

        await coordinator.WaitForExitAsync().ConfigureAwait(false);
        using CancellationTokenSource limit = new(WorkersMayTake);
        try
        {
            await Task.WhenAll(workers.Select(worker => worker.WaitForExitAsync(limit.Token))).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // They are ended when this is disposed.
        }

        return coordinator.ExitCode;
    }

    /// <summary>Ends whatever still runs.</summary>
    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            try
            {
                process.Kill();
            }
            catch (InvalidOperationException)
            {
                // It has ended by itself.
            }
        }
    }

    private string[] CoordinatorArguments(RunRequest request, int nodes, int? slices, string port) =>
    [
        .. request.Configuration is { } configuration ? [configuration] : Array.Empty<string>(),
        "--role", "coordinator", "--port", port, "--nodes", Text(nodes), "--workers", Text(request.Workers),
        .. request.Output is { } output ? ["--out", output] : Array.Empty<string>(),
        .. request.Resume is { } resume ? ["--resume", resume] : Array.Empty<string>(),
        .. slices is { } count ? ["--slices", Text(count)] : Array.Empty<string>(),
        .. request.Overrides.SelectMany(setting => (string[])["--set", setting]),
        .. OfCoordinator,
    ];

    private Process Start(bool showsOutput, string[] arguments)
    {
        // Either the program has an executable of its own, or it was started as a library of dotnet.
        string program = Environment.ProcessPath!;
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] library = isHosted ? [Path.Combine(AppContext.BaseDirectory, "actorcnn.dll")] : [];
        Process process = new()
        {
            StartInfo = new ProcessStartInfo(program, [.. library, "node", .. arguments, .. OfEach, "--parent"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = !showsOutput,
            },
        };
        process.Start();
        _processes.Add(process);
        if (!showsOutput)
        {
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
        }

        return process;
    }

    private async Task WatchAsync(Process worker, Process coordinator)
    {
        await worker.WaitForExitAsync().ConfigureAwait(false);
        if (!coordinator.HasExited && worker.ExitCode != ExitCode.Done)
        {
            terminal.Error.WriteLine($"process {worker.Id} ended with code {worker.ExitCode}");
        }
    }

    private static void PassOn(Process coordinator, string signal)
    {
        try
        {
            coordinator.StandardInput.WriteLine(signal);
            coordinator.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended by itself.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
