using System.Text;
using Spectre.Console;

namespace ActorCnn.Cli.Output;

/// <summary>Where a command's output goes.</summary>
internal sealed class Terminal
{
    /// <summary>Results, and progress.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors and warnings, one line each.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Tables and live displays; null when the output is not a terminal and gets plain lines.</summary>
    public IAnsiConsole? Ansi { get; init; }

    /// <summary>Whether errors go to the same terminal as the rest.</summary>
    public bool SharesError { get; init; }

    /// <summary>The standard streams of this process.</summary>
    public static Terminal OfProcess()
    {
        bool isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal
        {
            Out = Console.Out,
            Error = Console.Error,
            Ansi = isTerminal ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }) : null,
            SharesError = isTerminal && !Console.IsErrorRedirected,
        };
    }

    /// <summary>Writes a line of culture-independent text.</summary>
    public void Line(FormattableString line) => Out.WriteLine(FormattableString.Invariant(line));

    /// <summary>Gives the cursor back that a live display has hidden.</summary>
    public void Restore() => Ansi?.Cursor.Show(true);
}
