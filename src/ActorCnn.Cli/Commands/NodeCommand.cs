using System.CommandLine;
using System.Globalization;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cli.Processes;
using ActorCnn.Cli.Progress;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Cluster.Joining;
using ActorCnn.Cluster.Security;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Runs;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Cli.Commands;

/// <summary><c>node</c>: one node of a cluster, on any machine: the coordinator of a run, or a worker that joins one.</summary>
internal static class NodeCommand
{
    private const string Coordinator = "coordinator";
    private const string Worker = "worker";

    private static readonly Argument<string?> Configuration = Inputs.Configuration(
        "The experiment. A worker needs none: with one, it must be the run's.");

    private static readonly Option<string> Role = new("--role")
    {
        Description = "coordinator: leads a run and computes, or, with --join, takes over from one that is lost; worker: computes for a run.",
        HelpName = "coordinator|worker",
        Required = true,
        Validators =
        {
            result =>
            {
                string role = result.Tokens[0].Value;
                if (role is not (Coordinator or Worker))
                {
                    result.AddError(InvalidInputException.Describe(
                        "--role", "no such role", "coordinator or worker", $"'{role}'", "change it"));
                }
            },
        },
    };

    private static readonly Option<string> Host = new("--host")
    {
        Description = "The address by which other nodes reach this one; default: 127.0.0.1.",
        HelpName = "H",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private static readonly Option<int?> Port = Inputs.WholeNumber("--port", "The port of control messages; default: any.", 0, ushort.MaxValue);
    private static readonly Option<int?> BulkPort = Inputs.WholeNumber("--bulk-port", "The port of tensors; default: any. A worker needs one where nodes hold slices.", 0, ushort.MaxValue);

    private static readonly Option<NodeAddress[]> Join = new("--join")
    {
        Description = "A node of the cluster to join by. May be repeated.",
        HelpName = "HOST:PORT",
        CustomParser = result => [.. result.Tokens.Select(token => ParseAddress(token.Value, result.AddError))],
    };

    private static readonly Option<int> Workers = Inputs.Workers("Worker actors of this node; default: one a core. The result does not depend on it.");
    private static readonly Option<int?> Nodes = Inputs.WholeNumber("--nodes", "Nodes that a coordinator waits for, itself counted; default: 1.", 1, 10_000);

    private static readonly Option<string?> Tls = new("--tls")
    {
        Description = "The folder with authority.crt and the node's certificate and key; see certificates.",
        HelpName = "FOLDER",
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "The name of the node's certificate; default: the role.",
        HelpName = "N",
    };

    private static readonly Option<int?> JoinTimeout = Inputs.WholeNumber("--join-timeout", "Seconds that a worker looks for a coordinator; default: 60.", 1, 86_400);

    private static readonly Option<bool> Parent = new("--parent") { Description = "Started by cluster.", Hidden = true };

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("node", "Start one node of a cluster.")
        {
            Configuration, Role, Host, Port, BulkPort, Join, Workers, Nodes, RunOptions.Slices, JoinTimeout, Tls, Name,
            ListenOptions.Monitor, ListenOptions.Insecure, ListenOptions.AkkaConfig, DashboardOptions.Dashboard, DashboardOptions.Host,
            RunOptions.Epochs, RunOptions.Seed, RunOptions.Out, RunOptions.Resume, RunOptions.Set, Parent,
        };
        command.SetAction(parsed => RunAsync(parsed, terminal));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(Parent))
        {
            ParentPipe.Listen();
        }

        string role = parsed.GetValue(Role)!;
        string? certificates = parsed.GetValue(Tls);
        using NodeTls? tls = certificates is null ? null : NodeTls.Load(certificates, parsed.GetValue(Name) ?? role);
        string host = parsed.GetValue(Host)!;
        (int port, int bulkPort) = (parsed.GetValue(Port) ?? 0, parsed.GetValue(BulkPort) ?? 0);
        BindRule.Demand(host, tls is not null, parsed.GetValue(ListenOptions.Insecure));
        Listener[] listeners = role == Coordinator ? [new("--port", host, port), new("--bulk-port", host, bulkPort)] : [new("--port", host, port)];
        AkkaSettings? akka = ListenOptions.LoadAkka(parsed);
        await using RunMonitor? monitor = await RunMonitor.StartAsync(parsed, tls, listeners, terminal).ConfigureAwait(false);
        NodeSettings settings = new()
        {
            Host = host,
            Port = port,
            BulkPort = bulkPort,
            Join = parsed.GetValue(Join) ?? [],
            JoinTimeout = TimeSpan.FromSeconds(parsed.GetValue(JoinTimeout) ?? 60),
            Tls = tls,
            Insecure = parsed.GetValue(ListenOptions.Insecure),
            AkkaOverrides = akka,
            OnReady = isReady => monitor?.IsReady = isReady,
            Deaths = ParentPipe.Deaths,
            Log = terminal.Error.WriteLine,
        };
        return role == Coordinator && settings.Join.Count == 0
            ? await CoordinateAsync(parsed, settings, monitor, terminal).ConfigureAwait(false)
            : await WorkAsync(parsed, settings, monitor, terminal).ConfigureAwait(false);
    }

    private static async Task<int> CoordinateAsync(ParseResult parsed, NodeSettings settings, RunMonitor? monitor, Terminal terminal)
    {
        DashboardAddress? dashboard = DashboardOptions.AddressOf(parsed);
        RunRequest request = RunOptions.Request("node", parsed, Configuration, parsed.GetValue(Workers));
        if (RunPreparation.FindCompleted(request) is { } completed)
        {
            return TrainCommand.TellCompleted(request, completed, terminal);
        }

        using TrainingRun run = RunPreparation.Prepare(request, TimeProvider.System);
        if (run.Configuration.Training.Staleness is not null)
        {
            throw new InvalidInputException(
                "training.mode", "asynchronous training is in one process alone", "synchronous in a cluster", "asynchronous",
                "use actorcnn train, or leave training.mode out");
        }

        if (run.Configuration.Training.Compression.Kind == CompressionKind.TopK)
        {
            throw new InvalidInputException(
                "training.compression", "what top-k leaves out of a shard's gradient stays in one process, and would be lost with a node",
                "float16 or none in a cluster", "top-k", "use actorcnn train, or another compression");
        }

        run.Slices = parsed.GetValue(RunOptions.Slices);
        run.Trainer = new CoordinatorNode(settings, run.Configuration, parsed.GetValue(Nodes) ?? 1, FilesOf(run)).TrainAsync;
        monitor?.Watch(run);
        return await new TrainingReport(run, terminal).TrainAsync(dashboard).ConfigureAwait(false);
    }

    private static async Task<int> WorkAsync(ParseResult parsed, NodeSettings settings, RunMonitor? monitor, Terminal terminal)
    {
        if (DashboardOptions.AddressOf(parsed) is not null)
        {
            throw new InvalidInputException("node", "a worker has no dashboard", "--dashboard for the coordinator", "for a worker", "leave it out");
        }

        if (settings.Join.Count == 0)
        {
            throw new InvalidInputException(
                "node", "a worker has nobody to join", "--join HOST:PORT of the coordinator", "none", "add it");
        }

        RunConfiguration? configuration = parsed.GetValue(Configuration) is { } path ? RunConfiguration.Load(path, RunOptions.Overrides(parsed)) : null;
        using RunCopy? copy = parsed.GetValue(Role) == Coordinator
            ? new RunCopy(parsed.GetValue(RunOptions.Out) ?? RunDirectory.DefaultPath("copy", DateTimeOffset.Now))
            : null;
        WorkerNode node = new(settings, parsed.GetValue(Workers), configuration, copy);
        GuestEnd? end;
        int signal;
        using (StopSignals signals = new(
            name => terminal.Error.WriteLine($"{name}: the shards in hand go to others; once more ends at once"), terminal.Restore))
        {
            end = await node.RunAsync(signals.Token).ConfigureAwait(false);
            signal = signals.Code;
        }

        if (end is null)
        {
            terminal.Line($"left the run, which goes on without this node");
            return signal;
        }

        if (end.Seat is { } seat)
        {
            using (seat)
            {
                TrainingRun run = copy!.Prepare(node.Data!, parsed.GetValue(Workers));
                monitor?.Watch(run);
                return await TakeOverAsync(parsed, seat, run, terminal).ConfigureAwait(false);
            }
        }

        terminal.Line($"{end.Reason}");
        return end.Outcome == GuestOutcome.Completed ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> TakeOverAsync(ParseResult parsed, CoordinatorSeat seat, TrainingRun prepared, Terminal terminal)
    {
        using TrainingRun run = prepared;
        terminal.Line($"{NodeProcesses.TakeoverPrefix}this node coordinates the run from now on, from step {run.Start?.Header.Position.Step ?? 0}");
        run.Slices = parsed.GetValue(RunOptions.Slices);
        run.Trainer = (job, stopReason, stop) =>
            seat.TrainAsync(run.Configuration, FilesOf(run), minimumNodes: 1, job, stopReason, stop);
        return await new TrainingReport(run, terminal).TrainAsync().ConfigureAwait(false);
    }

    private static RunFiles FilesOf(TrainingRun run) => new(Path.Combine(run.Path, "metrics.jsonl"), run.Start?.Path);

    private static NodeAddress ParseAddress(string text, Action<string> addError)
    {
        int colon = text.LastIndexOf(':');
        if (colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port is > 0 and <= ushort.MaxValue)
        {
            return new NodeAddress(text[..colon], port);
        }

        addError(InvalidInputException.Describe("--join", "no address of a node", "HOST:PORT", $"'{text}'", "give one as 10.0.0.5:4100"));
        return default;
    }
}
