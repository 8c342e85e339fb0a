using System.CommandLine;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cli.Processes;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary><c>cluster</c>: trains on several processes of this machine, a real cluster, and leaves none behind.</summary>
internal static class ClusterCommand
{
    private static readonly Argument<string?> Configuration = Inputs.Configuration("The experiment, a YAML file. Not wanted with --resume.");

    private static readonly Option<int?> Nodes = new("--nodes")
    {
        Description = "Processes, the first of which coordinates and computes as well.",
        HelpName = "N",
        Required = true,
        CustomParser = result => Inputs.ParseWholeNumber(result, 1, 256),
    };

    private static readonly Option<int?> Workers = Inputs.WholeNumber(
        "--workers", "Worker actors of each node; default: the cores shared out. The result does not depend on it.", 1, 1024);


    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("cluster", "Train on several processes of this machine.")
        {
            Configuration, Nodes, Workers, RunOptions.Slices, RunOptions.Epochs, RunOptions.Seed, RunOptions.Out, RunOptions.Resume, RunOptions.Set,
            ListenOptions.Monitor, ListenOptions.Insecure, ListenOptions.AkkaConfig, DashboardOptions.Dashboard, DashboardOptions.Host,
        };
        command.SetAction(async parsed =>
        {
            int nodes = parsed.GetValue(Nodes)!.Value;
            int workers = parsed.GetValue(Workers) ?? Math.Max(1, Environment.ProcessorCount / nodes);
            RunRequest request = RunOptions.Request("cluster", parsed, Configuration, workers);
            ListenOptions.LoadAkka(parsed);
            ListenOptions.Demand(parsed, hasTls: false, []);
            using NodeProcesses processes = new(terminal)
            {
                OfEach = ListenOptions.PassOn(parsed, ListenOptions.AkkaConfig),
                OfCoordinator = ListenOptions.PassOn(parsed, ListenOptions.Monitor, ListenOptions.Insecure),
            };
            return await processes.TrainAsync(request, nodes, parsed.GetValue(RunOptions.Slices), DashboardOptions.AddressOf(parsed)).ConfigureAwait(false);
        });
        return command;
    }
}
