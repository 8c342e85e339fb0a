using System.CommandLine;
using ActorCnn.Networks;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Output;

/// <summary>
/// A file that a command makes anew each time. Its name must have the right ending, so that a slip of the hand does not replace a file of
/// another kind.
/// </summary>
internal static class OutputFile
{
    /// <summary>An option that names such a file.</summary>
    public static Option<string?> Option(string name, string ending, string description)
    {
        Option<string?> option = new(name) { Description = description, HelpName = $"FILE{ending}" };
        option.Validators.Add(result =>
        {
            string file = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (Path.GetExtension(file) != ending)
            {
                result.AddError(InvalidInputException.Describe(name, "not the name of such a file", $"a name that ends in {ending}", $"'{file}'", "change it"));
            }
        });
        return option;
    }

    /// <summary>Writes the file whole, or leaves it as it was.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            AtomicFile.WriteBytes(path, bytes);
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(path, "the file cannot be written", "a place of your own", exception.Message, "choose another place"), exception);
        }
    }
}
