namespace ActorCnn.Networks;

/// <summary>
/// Something that a person gave (configuration, data, command line) cannot be used. The message is one line for that person, or
/// one a mistake, and the command line ends with code 2; nothing has been written.
/// </summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Creates the exception from a finished line; see <see cref="Describe"/> for its form.</summary>
    public InvalidInputException(string message)
        : this([message])
    {
    }

    /// <summary>Creates the exception from several finished lines, one a mistake.</summary>
    public InvalidInputException(IReadOnlyList<string> lines)
        : base(string.Join('\n', lines)) => Lines = lines;

    /// <summary>Creates the exception from a finished line and what caused it.</summary>
    public InvalidInputException(string message, Exception? innerException)
        : base(message, innerException) => Lines = [message];

    /// <summary>Creates the exception with a line of the form <c>where: problem; expected …, got …; fix: …</c>.</summary>
    /// <param name="where">The file, position, key or operation at fault.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="expected">What would be right.</param>
    /// <param name="got">What was found.</param>
    /// <param name="fix">How to mend it, as an instruction.</param>
    public InvalidInputException(string where, string problem, string expected, string got, string fix)
        : this(Describe(where, problem, expected, got, fix))
    {
    }

    /// <summary>The message, a line a mistake; mostly one.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The line <c>where: problem; expected …, got …; fix: …</c>, with line breaks in any part replaced by spaces.</summary>
    public static string Describe(string where, string problem, string expected, string got, string fix) =>
        $"{where}: {problem}; expected {expected}, got {got}; fix: {fix}".ReplaceLineEndings(" ");
}
