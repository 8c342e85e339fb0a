using System.CommandLine;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Cluster.Security;
using ActorCnn.Monitoring;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Progress;

/// <summary>What <c>--monitor</c> asks for: this process's health and, where it coordinates a run, the run's figures.</summary>
internal sealed class RunMonitor : IRunObserver, IAsyncDisposable
{
    private readonly MonitorServer _server;
    private RunMeter? _meter;

    private RunMonitor(MonitorServer server) => _server = server;

    /// <summary>Whether the process takes part in a run and holds weights and data.</summary>
    public bool IsReady
    {
        get => _server.IsReady;
        set => _server.IsReady = value;
    }

    /// <summary>Checks all places where the process will listen, and starts the monitor if one is wanted.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="tls">The node's certificates: beyond this machine the monitor shows them.</param>
    /// <param name="others">Where else the process will listen.</param>
    /// <param name="terminal">Is told the address.</param>
    /// <returns>The monitor; null when none is wanted.</returns>
    /// <exception cref="Networks.InvalidInputException">A port is taken, or an address may not be used.</exception>
    public static async Task<RunMonitor?> StartAsync(
        ParseResult parsed, NodeTls? tls, IReadOnlyList<Listener> others, Terminal terminal)
    {
        ListenOptions.Demand(parsed, tls is not null, others);
        if (parsed.GetValue(ListenOptions.Monitor) is not { } address)
        {
            return null;
        }

        NodeTls? shown = BindRule.IsLoopback($"{address.Address}") ? null : tls;
        MonitorServer server = await MonitorServer.StartAsync(address, shown?.PageOptions()).ConfigureAwait(false);
        terminal.Line($"monitor: {server.Url}/metrics");
        return new RunMonitor(server);
    }

    /// <summary>Takes its figures from a run.</summary>
    public void Watch(TrainingRun run)
    {
        RunMeter meter = _meter = new RunMeter();
        var train = run.Trainer;
        run.Trainer = (job, reason, stop) => train(job with { Observers = [meter, this, .. job.Observers] }, reason, stop);
    }

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened) => IsReady = happened switch
    {
        RunStarted => true,
        RunEnded => false,
        _ => IsReady,
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _meter?.Dispose();
    }
}
