using System.CommandLine;
using System.Globalization;
using ActorCnn.Cli.Output;
using ActorCnn.Networks;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary><c>train</c>: trains in this process, from the beginning or from a run's newest checkpoint.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string?> Configuration = new("CONFIG")
    {
        Description = "The experiment, a YAML file. Not wanted with --resume.",
        Arity = ArgumentArity.ZeroOrOne,
        Validators = { Inputs.RefuseOptions },
    };

    private static readonly Option<int> Workers = Inputs.Workers("Worker actors; default: one a core. The result does not depend on it.");
    private static readonly Option<int?> Epochs = Inputs.WholeNumber("--epochs", "Epochs, instead of training.epochs.", 1, int.MaxValue);
    private static readonly Option<ulong?> Seed = Inputs.WholeNumber("--seed", "The random seed, instead of seed.", 0UL, ulong.MaxValue);

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The directory of the new run; default: runs/NAME-TIME.",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Resume = new("--resume")
    {
        Description = "Go on with the run in this directory, to the weights of a run that was never stopped.",
        HelpName = "DIR",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "A setting instead of the file's, as training.batch-size=128. May be repeated.",
        HelpName = "key=value",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("train", "Train a network and write the run's directory.")
        {
            Configuration, Workers, Epochs, Seed, Out, Resume, Set,
        };
        command.SetAction(parsed => TrainAsync(RequestOf(parsed), terminal));
        return command;
    }

    private static async Task<int> TrainAsync(RunRequest request, Terminal terminal)
    {
        if (RunPreparation.FindCompleted(request) is { } completed)
        {
            terminal.Line($"{request.Resume}: all {completed.Epochs} epochs are trained, nothing is left to do; --epochs N trains more");
            terminal.Line($"weights_sha256 {completed.WeightsSha256}");
            return ExitCode.Done;
        }

        using TrainingRun run = RunPreparation.Prepare(request, TimeProvider.System);
        return await new TrainingReport(run, terminal).TrainAsync().ConfigureAwait(false);
    }

    private static RunRequest RequestOf(ParseResult parsed)
    {
        RunRequest request = new()
        {
            Configuration = parsed.GetValue(Configuration),
            Overrides = [.. parsed.GetValue(Set) ?? [], .. Override("training.epochs", parsed.GetValue(Epochs)), .. Override("seed", parsed.GetValue(Seed))],
            Workers = parsed.GetValue(Workers),
            Output = parsed.GetValue(Out),
            Resume = parsed.GetValue(Resume),
        };
        return request switch
        {
            { Configuration: null, Resume: null } => throw new InvalidInputException(
                "train", "nothing to train", "CONFIG, or --resume DIR", "neither", "name a configuration, as config/seed.yaml"),
            { Output: not null, Resume: not null } => throw new InvalidInputException(
                "train", "two directories", "--out DIR for a new run, or --resume DIR", "both", "leave one out"),
            _ => request,
        };
    }

    private static IEnumerable<string> Override<T>(string key, T? value)
        where T : struct, IFormattable =>
        value is { } number ? [$"{key}={number.ToString(null, CultureInfo.InvariantCulture)}"] : [];
}
