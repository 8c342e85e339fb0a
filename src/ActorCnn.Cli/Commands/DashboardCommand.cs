using System.CommandLine;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cli.Processes;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Data;
using ActorCnn.Hosting;
using ActorCnn.Networks;
using ActorCnn.Training.Checkpoints;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary><c>dashboard</c>: shows a run that has ended on the page that shows one under way.</summary>
internal static class DashboardCommand
{
    private static readonly Argument<string> Run = Inputs.Run();

    private static readonly Option<int?> Port = Inputs.WholeNumber(
        "--port", $"The port; default: {DashboardAddress.DefaultPort}, 0 for any.", 0, ushort.MaxValue);

    private static readonly Option<string> Host = new("--host")
    {
        Description = "The address that it listens at; default: 127.0.0.1.",
        HelpName = "H",
        DefaultValueFactory = _ => DashboardAddress.Loopback,
    };

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("dashboard", "Show a run that has ended on a web page.") { Run, Port, Host };
        command.SetAction(parsed => ShowAsync(
            parsed.GetRequiredValue(Run),
            new DashboardAddress(parsed.GetValue(Host)!, parsed.GetValue(Port) ?? DashboardAddress.DefaultPort),
            terminal));
        return command;
    }

    private static async Task<int> ShowAsync(string path, DashboardAddress address, Terminal terminal)
    {
        DashboardSubject subject = Read(path, terminal);
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using StopSignals signals = new(_ => stopped.TrySetResult(), terminal.Restore);
        await using DashboardServer server = await DashboardServer.StartAsync(subject, address, TimeProvider.System).ConfigureAwait(false);
        terminal.Line($"dashboard: {server.Url} until Ctrl-C");
        await stopped.Task.ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static DashboardSubject Read(string path, Terminal terminal)
    {
        using RunDirectory run = RunDirectory.Open(path);
        ConfigurationFile file = ConfigurationFile.Load(run.Config, []);
        RunConfiguration configuration = file.Configuration;
        RunSummary? summary = run.ReadSummary();
        DataSplit? data = null;
        try
        {
            data = configuration.Data.Load(configuration.Seed);
        }
        catch (InvalidInputException exception) when (File.Exists(run.Model))
        {
            terminal.Error.WriteLine($"warning: no test images are shown: {exception.Message.ReplaceLineEndings(" ")}");
        }

        (Network network, float[]? weights, Normalization? normalization) = ReadNetwork(run, file, data);
        return new DashboardSubject
        {
            Name = configuration.Name,
            Epochs = configuration.Training.Epochs,
            Network = network,
            Test = data?.Test,
            Normalization = normalization,
            Weights = () => weights,
            History = run.ReadMetrics(),
            End = summary is null ? "stopped" : "completed",
            Summary = summary,
        };
    }

    // The weights at the end; those of the newest checkpoint where the run has not come to it.
    private static (Network Network, float[]? Weights, Normalization? Normalization) ReadNetwork(RunDirectory run, ConfigurationFile file, DataSplit? data)
    {
        if (File.Exists(run.Model))
        {
            ModelFile model = ModelFile.Read(run, file);
            return (model.Network.Network, model.Weights.ToArray(), model.Metadata.Normalization);
        }

        Network network = file.CreateNetwork(data!.Train.Shape, data.Train.ClassNames.Count);
        Checkpoint? newest = new CheckpointStore(run.Checkpoints, file.Configuration.Training.Checkpoints.Keep).ReadNewest().Newest;
        newest?.Header.RequireSameRun(file.Configuration.Sha256, data.Sha256, network.ParameterCount, newest.Path);
        return (network, newest?.Parameters, newest?.Header.Normalization);
    }
}
