using System.CommandLine;
using System.Globalization;
using ActorCnn.Networks;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Options;

/// <summary>The options by which every command that trains says what is wanted of the run.</summary>
internal static class RunOptions
{
    /// <summary>Epochs, instead of the configuration's.</summary>
    public static readonly Option<int?> Epochs = Inputs.WholeNumber("--epochs", "Epochs, instead of training.epochs.", 1, int.MaxValue);

    /// <summary>The seed, instead of the configuration's.</summary>
    public static readonly Option<ulong?> Seed = Inputs.WholeNumber("--seed", "The random seed, instead of seed.", 0UL, ulong.MaxValue);

    /// <summary>The directory of a new run.</summary>
    public static readonly Option<string?> Out = new("--out")
    {
        Description = "The directory of the new run; default: runs/NAME-TIME.",
        HelpName = "DIR",
    };

    /// <summary>The directory of a run to go on with.</summary>
    public static readonly Option<string?> Resume = new("--resume")
    {
        Description = "Go on with the run in this directory, to the weights of a run that was never stopped.",
        HelpName = "DIR",
    };

    /// <summary>Settings instead of the configuration's.</summary>
    public static readonly Option<string[]> Set = new("--set")
    {
        Description = "A setting instead of the file's, as training.batch-size=128. May be repeated.",
        HelpName = "key=value",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>How the parameters are cut.</summary>
    public static readonly Option<int?> Slices = Inputs.WholeNumber(
        "--slices", "Slices of the parameters, held by the nodes in turn; default: as many as pay, all on the coordinator's node. The result does not depend on it.",
        1, 4096);

    /// <summary>What is wanted of the run.</summary>
    /// <exception cref="InvalidInputException">The options do not go together.</exception>
    public static RunRequest Request(string command, ParseResult parsed, Argument<string?> configuration, int workers)
    {
        RunRequest request = new()
        {
            Configuration = parsed.GetValue(configuration),
            Overrides = Overrides(parsed),
            Workers = workers,
            Output = parsed.GetValue(Out),
            Resume = parsed.GetValue(Resume),
        };
        return request switch
        {
            { Configuration: null, Resume: null } => throw new InvalidInputException(
                command, "nothing to train", "CONFIG, or --resume DIR", "neither", "name a configuration, as config/seed.yaml"),
            { Output: not null, Resume: not null } => throw new InvalidInputException(
                command, "two directories", "--out DIR for a new run, or --resume DIR", "both", "leave one out"),
            _ => request,
        };
    }

    /// <summary>The settings that win over the configuration's.</summary>
    public static IReadOnlyList<string> Overrides(ParseResult parsed) =>
        [.. parsed.GetValue(Set) ?? [], .. Override("training.epochs", parsed.GetValue(Epochs)), .. Override("seed", parsed.GetValue(Seed))];

    private static IEnumerable<string> Override<T>(string key, T? value)
        where T : struct, IFormattable =>
        value is { } number ? [$"{key}={number.ToString(null, CultureInfo.InvariantCulture)}"] : [];
}
