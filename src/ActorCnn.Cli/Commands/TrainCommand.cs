using System.CommandLine;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cli.Progress;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary><c>train</c>: trains in this process, from the beginning or from a run's newest checkpoint.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string?> Configuration = Inputs.Configuration("The experiment, a YAML file. Not wanted with --resume.");

    private static readonly Option<int> Workers = Inputs.Workers("Worker actors; default: one a core. The result does not depend on it.");

    private static readonly Option<int?> Slices = Inputs.WholeNumber(
        "--slices", "Slices of the parameters; default: as many as pay. The result does not depend on it.", 1, 4096);

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("train", "Train a network and write the run's directory.")
        {
            Configuration, Workers, Slices, RunOptions.Epochs, RunOptions.Seed, RunOptions.Out, RunOptions.Resume, RunOptions.Set,
            ListenOptions.Monitor, ListenOptions.Insecure, DashboardOptions.Dashboard, DashboardOptions.Host,
        };
        command.SetAction(parsed => TrainAsync(parsed, terminal));
        return command;
    }

    /// <summary>Says that there is nothing left to train.</summary>
    public static int TellCompleted(RunRequest request, RunSummary completed, Terminal terminal)
    {
        terminal.Line($"{request.Resume}: all {completed.Epochs} epochs are trained, nothing is left to do; --epochs N trains more");
        terminal.Line($"weights_sha256 {completed.WeightsSha256}");
        return ExitCode.Done;
    }

    private static async Task<int> TrainAsync(ParseResult parsed, Terminal terminal)
    {
        RunRequest request = RunOptions.Request("train", parsed, Configuration, parsed.GetValue(Workers));
        DashboardAddress? dashboard = DashboardOptions.AddressOf(parsed);
        if (RunPreparation.FindCompleted(request) is { } completed)
        {
            return TellCompleted(request, completed, terminal);
        }

        await using RunMonitor? monitor = await RunMonitor.StartAsync(parsed, tls: null, [], terminal).ConfigureAwait(false);
        using TrainingRun run = RunPreparation.Prepare(request, TimeProvider.System);
        run.Slices = parsed.GetValue(Slices);
        monitor?.Watch(run);
        return await new TrainingReport(run, terminal).TrainAsync(dashboard).ConfigureAwait(false);
    }
}
