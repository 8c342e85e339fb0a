using System.CommandLine;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cli.Progress;
using ActorCnn.Data;
using ActorCnn.Hosting;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Runs;
using static System.FormattableString;

namespace ActorCnn.Cli.Commands;

/// <summary><c>inspect</c>: the layers of a configuration or of a run, and how the run went.</summary>
internal static class InspectCommand
{
    private const int MostEpochs = 20;
    private static readonly Argument<string> Subject = Inputs.Path("RUN|CONFIG", "The directory of a run, or a configuration.");

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("inspect", "Show layers, shapes and parameters, and the history of a run.") { Subject };
        command.SetAction(parsed => Inspect(parsed.GetRequiredValue(Subject), terminal));
        return command;
    }

    private static int Inspect(string path, Terminal terminal)
    {
        if (!Directory.Exists(path))
        {
            NetworkTable.Write(CreateNetwork(ConfigurationFile.Load(path, [])), terminal);
            return ExitCode.Done;
        }

        using RunDirectory run = RunDirectory.Open(path);
        ConfigurationFile configuration = ConfigurationFile.Load(run.Config, []);
        Network network = File.Exists(run.Model)
            ? ModelFile.Read(run, configuration).Network.Network
            : CreateNetwork(configuration);
        IReadOnlyList<EpochMetrics> metrics = run.ReadMetrics();
        RunSummary? summary = run.ReadSummary();
        NetworkTable.Write(network, terminal);
        WriteHistory(metrics, configuration.Configuration.Training.Epochs, terminal);
        WriteSummary(summary, terminal);
        return ExitCode.Done;
    }

    // The data say what reaches the first layer.
    private static Network CreateNetwork(ConfigurationFile file)
    {
        Dataset samples = file.Configuration.Data.Load(file.Configuration.Seed).Train;
        return file.CreateNetwork(samples.Shape, samples.ClassNames.Count);
    }

    // Evenly spread over the epochs that were evaluated, the last among them.
    private static void WriteHistory(IReadOnlyList<EpochMetrics> metrics, int epochs, Terminal terminal)
    {
        terminal.Line($"history: {(metrics.Count == 0 ? 0 : metrics[^1].Epoch)} of {epochs} epochs");
        EpochMetrics[] evaluated = [.. metrics.Where(epoch => epoch.TestLoss is not null)];
        if (evaluated.Length == 0)
        {
            return;
        }

        TextTable table = new(" epoch", " step", " train_loss", " test_loss", " test_accuracy", " test_probability", " samples/s", " time");
        int rows = Math.Min(MostEpochs, evaluated.Length);
        for (int row = 1; row <= rows; row++)
        {
            EpochMetrics epoch = evaluated[(int)((long)row * evaluated.Length / rows) - 1];
            table.Add(
                Invariant($"{epoch.Epoch}"), Invariant($"{epoch.Step}"),
                ProgressText.Loss(epoch.TrainLoss), ProgressText.Loss(epoch.TestLoss!.Value),
                Invariant($"{epoch.TestAccuracy:0.0000}"), Invariant($"{epoch.TestProbability:0.0000}"),
                Invariant($"{epoch.SamplesPerSecond:0}"),
                ProgressText.Time(TimeSpan.FromSeconds(epoch.ElapsedSeconds)));
        }

        table.Write(terminal);
    }

    private static void WriteSummary(RunSummary? summary, Terminal terminal)
    {
        if (summary is null)
        {
            terminal.Line($"not completed");
            return;
        }

        terminal.Line($"completed: {summary.Epochs} epochs, {summary.Steps} steps, {summary.Samples} samples in {ProgressText.Time(TimeSpan.FromSeconds(summary.TrainSeconds))}, {summary.SamplesPerSecond:0} samples/s");
        terminal.Line($"nodes {summary.Nodes}  workers {summary.Workers}  shards_reissued {summary.ShardsReissued}  nodes_lost {summary.NodesLost}");
        terminal.Line($"test_loss {ProgressText.Loss(summary.TestLoss ?? double.NaN)}  test_accuracy {summary.TestAccuracy:0.0000}  test_probability {summary.TestProbability:0.0000}");
        if (summary.StoppedEarly is { } reason)
        {
            terminal.Line($"{reason}");
        }

        BestLine.Write(summary, terminal);
        terminal.Line($"config_sha256 {summary.ConfigSha256}");
        terminal.Line($"data_sha256 {summary.DataSha256}");
        terminal.Line($"weights_sha256 {summary.WeightsSha256}");
    }
}
