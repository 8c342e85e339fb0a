using System.CommandLine;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Networks;
using ActorCnn.Training.Control;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary><c>control</c>: changes the course of a run that another process of this machine trains. Nothing changes its weights.</summary>
internal static class ControlCommand
{
    private static readonly Argument<string> Run = Inputs.Run();

    private static readonly Argument<string> Word = new("CHANGE")
    {
        Description = $"One of {string.Join(", ", ControlSocket.Words)}.",
        Validators =
        {
            result =>
            {
                string word = result.Tokens[0].Value;
                if (!ControlSocket.Words.Contains(word))
                {
                    result.AddError(InvalidInputException.Describe(
                        "control", "nothing that can be asked", $"one of {string.Join(", ", ControlSocket.Words)}", $"'{word}'", "change it"));
                }
            },
        },
    };

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("control", "Pause, resume, save or stop a run that is being trained on this machine.") { Run, Word };
        command.SetAction(parsed => AskAsync(parsed.GetRequiredValue(Run), parsed.GetRequiredValue(Word), terminal));
        return command;
    }

    private static async Task<int> AskAsync(string path, string word, Terminal terminal)
    {
        using RunDirectory run = RunDirectory.Open(path);
        (bool isAccepted, string answer) = await ControlSocket.AskAsync(run.Root, word).ConfigureAwait(false);
        if (isAccepted)
        {
            terminal.Line($"{answer}");
            return ExitCode.Done;
        }

        terminal.Error.WriteLine($"{CommandLine.Name}: {answer}");
        return ExitCode.Failed;
    }
}
