using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using ActorCnn.Networks;

namespace ActorCnn.Cli.Options;

/// <summary>Arguments and options that several commands have, and how numbers and paths are read from the command line.</summary>
internal static class Inputs
{
    /// <summary>The value of <c>--weights</c> that means the weights after the best epoch.</summary>
    public const string BestWeights = "best";

    private const int MostWorkers = 1024;

    /// <summary>A run's directory.</summary>
    public static Argument<string> Run() => Path("RUN", "The directory of a run.");

    /// <summary>The configuration of an experiment, where one can do without.</summary>
    public static Argument<string?> Configuration(string description) => new("CONFIG")
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
        Validators = { RefuseOptions },
    };

    /// <summary>A path, which does not look like an option.</summary>
    public static Argument<string> Path(string name, string description)
    {
        Argument<string> argument = new(name) { Description = description };
        argument.Validators.Add(RefuseOptions);
        return argument;
    }

    /// <summary>The option <c>--workers</c>: one a core unless it is given.</summary>
    public static Option<int> Workers(string description) => new("--workers")
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => ParseWholeNumber(result, 1, MostWorkers) ?? 0,
        DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, MostWorkers),
    };

    /// <summary>The option <c>--weights</c>: those at the run's end, or those after its best epoch.</summary>
    public static Option<string> Weights() => new("--weights")
    {
        Description = "last: the weights at the end; best: those after the best epoch, of a run with training.keep-best.",
        HelpName = "last|best",
        DefaultValueFactory = _ => "last",
        Validators =
        {
            result =>
            {
                if (result.Tokens is [{ Value: not ("last" or BestWeights) and string text }])
                {
                    result.AddError(InvalidInputException.Describe("--weights", "no such weights", "last or best", $"'{text}'", "change it"));
                }
            },
        },
    };

    /// <summary>An option with a whole number within bounds.</summary>
    public static Option<T?> WholeNumber<T>(string name, string description, T least, T most)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => ParseWholeNumber(result, least, most),
        };

    /// <summary>Refuses an unknown option that the parser took for an argument.</summary>
    public static void RefuseOptions(SymbolResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-') && token.Value.Length > 1) is { } option)
        {
            result.AddError(InvalidInputException.Describe(
                option.Value, "no such option", "one that --help shows", option.Value, "see --help, or write ./ before a file's name"));
        }
    }

    /// <summary>Reads a whole number within bounds, or tells what is wrong.</summary>
    public static T? ParseWholeNumber<T>(ArgumentResult result, T least, T most)
        where T : struct, IBinaryInteger<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError(InvalidInputException.Describe(
            ((OptionResult)result.Parent!).Option.Name, "not a possible number", $"a whole number from {least} to {most}", $"'{text}'",
            "change it"));
        return null;
    }
}
