using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using ActorCnn.Cli.Commands;
using ActorCnn.Cli.Output;
using ActorCnn.Networks;

namespace ActorCnn.Cli;

/// <summary>The <c>actorcnn</c> command: finds the subcommand, and turns whatever goes wrong into one line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>The program's name, with which errors begin.</summary>
    public const string Name = "actorcnn";

    private static readonly Option<bool> Debug = new("--debug")
    {
        Description = "Show where in the program an error came from.",
        Recursive = true,
    };

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <param name="terminal">Where output goes.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        ParseResult parsed = Parse(arguments, terminal);
        if (parsed.Action is not HelpAction && parsed.Errors.Count > 0)
        {
            terminal.Error.WriteLine($"{Name}: {DescribeError(parsed)}");
            return ExitCode.BadInput;
        }

        try
        {
            // Signals are ours: a training wants to write a checkpoint, however long that takes.
            InvocationConfiguration invocation = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Out,
                Error = terminal.Error,
            };
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return Tell(exception, terminal.Error, parsed.GetValue(Debug));
        }
    }

    /// <summary>Understands a command line, and does nothing yet.</summary>
    public static ParseResult Parse(string[] arguments, Terminal terminal)
    {
        RootCommand root = new("Trains convolutional networks on worker actors: the same weights on any number of them.")
        {
            TrainCommand.Create(terminal),
            ClusterCommand.Create(terminal),
            NodeCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            PredictCommand.Create(terminal),
            ExportCommand.Create(terminal),
            InspectCommand.Create(terminal),
            DashboardCommand.Create(terminal),
            ControlCommand.Create(terminal),
            CertificatesCommand.Create(terminal),
            CompareCommand.Create(terminal),
            RunsCommand.Create(terminal),
            ReportCommand.Create(terminal),
            Debug,
        };
        return root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    private static int Tell(Exception exception, TextWriter error, bool withTrace)
    {
        IReadOnlyList<string> lines = exception is InvalidInputException invalid
            ? invalid.Lines
            : [exception.Message.ReplaceLineEndings(" ")];
        foreach (string line in lines)
        {
            error.WriteLine($"{Name}: {line}");
        }

        if (withTrace)
        {
            error.WriteLine(exception);
        }

        return exception is InvalidInputException ? ExitCode.BadInput : ExitCode.Failed;
    }

    // One mistake often gives several errors: the first that was not expected says most.
    private static string DescribeError(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string help = $"{PathOf(command)} --help";
        if (parsed.UnmatchedTokens is [string unknown, ..])
        {
            (string problem, string expected) = unknown.StartsWith('-')
                ? ("no such option", OneOf(command.Options.Append(Debug)))
                : command.Subcommands.Count > 0
                    ? ("no such command", OneOf(command.Subcommands))
                    : ("one argument too many", string.Join(", ", command.Arguments.Select(argument => argument.Name)));
            return InvalidInputException.Describe(unknown, problem, expected, unknown, $"see {help}");
        }

        ParseError error = parsed.Errors[0];
        string message = error.Message.ReplaceLineEndings(" ").TrimEnd('.');
        return message.Contains("fix:", StringComparison.Ordinal) ? message : $"{message}; fix: see {help}";
    }

    private static string PathOf(Symbol command) =>
        command.Parents.FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : Name;

    private static string OneOf(IEnumerable<Symbol> symbols) => $"one of {string.Join(", ", symbols.Select(symbol => symbol.Name).Distinct())}";
}
