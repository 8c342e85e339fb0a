using System.CommandLine;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cli.Progress;
using ActorCnn.Data;
using ActorCnn.Data.Sources;
using ActorCnn.Hosting;
using ActorCnn.Networks;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Evaluation;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary><c>evaluate</c>: how well a run's model tells test samples apart.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string> Run = Inputs.Run();

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Test data of the same kind in another folder; default: the run's own.",
        HelpName = "FOLDER",
    };

    private static readonly Option<int> Workers = Inputs.Workers("Threads; default: one a core. The result does not depend on it.");

    private static readonly Option<string> Weights = Inputs.Weights();

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("evaluate", "Show loss, accuracy and confusions of a run's model on test data.") { Run, Data, Workers, Weights };
        command.SetAction(parsed => Evaluate(
            parsed.GetRequiredValue(Run), parsed.GetValue(Data), parsed.GetValue(Workers), parsed.GetValue(Weights) == Inputs.BestWeights, terminal));
        return command;
    }

    private static int Evaluate(string path, string? folder, int threads, bool best, Terminal terminal)
    {
        using RunDirectory run = RunDirectory.Open(path);
        ConfigurationFile configuration = ConfigurationFile.Load(run.Config, []);
        ModelFile model = ModelFile.Read(run, configuration, best);
        Dataset samples = Load(configuration.Configuration, folder);
        RequireSuitable(samples, model.Metadata);
        EvaluationResult result = model.Network.Evaluate(samples, threads);
        ShardMetrics metrics = result.Metrics;
        terminal.Line($"model: {model.Path} after {model.Metadata.Epochs} epochs");
        terminal.Line($"samples: {metrics.Samples} {samples.Name}");
        terminal.Line($"test_loss {ProgressText.Loss(metrics.Loss)}");
        terminal.Line($"test_accuracy {metrics.Accuracy:0.0000}");
        terminal.Line($"test_probability {metrics.Probability:0.0000}");
        ConfusionTable.Write(result.Confusion, model.Metadata.Classes, terminal);
        terminal.Line($"weights_sha256 {model.Metadata.WeightsSha256}");
        return ExitCode.Done;
    }

    private static Dataset Load(RunConfiguration configuration, string? folder)
    {
        DataSource source = configuration.Data;
        if (folder is not null)
        {
            source = source is FileSource files
                ? files with { Folder = folder }
                : throw new InvalidInputException(
                    "--data", "the run's data come from no folder", "a run on files", source.Source, "leave --data out");
        }

        return source.Load(configuration.Seed).Test;
    }

    private static void RequireSuitable(Dataset samples, ModelMetadata model)
    {
        if (samples.Shape != model.Input)
        {
            throw Unsuitable("samples have another shape", $"{model.Input}", $"{samples.Shape}");
        }

        if (!samples.ClassNames.SequenceEqual(model.Classes))
        {
            throw Unsuitable("there are other classes", Show(model.Classes), Show(samples.ClassNames));
        }

        InvalidInputException Unsuitable(string problem, string expected, string got) =>
            new(samples.Name, problem, expected, got, "give data of the kind that the model was trained on");

        static string Show(IReadOnlyList<string> classes) =>
            $"{classes.Count} ({string.Join(", ", classes.Take(10))}{(classes.Count > 10 ? ", …" : "")})";
    }
}
