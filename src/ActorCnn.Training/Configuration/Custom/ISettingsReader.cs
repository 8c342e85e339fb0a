using System.Numerics;

namespace ActorCnn.Training.Configuration.Custom;

/// <summary>
/// The settings of one layer or data source while a configuration is read. Ask for every key, whatever the other values are: asking makes
/// a key known, and keys that nobody asked for are refused. A wrong value is told to the user with file and line and gives a stand-in
/// within the range, so that reading goes on and all mistakes are told together. A key without a fallback must be there.
/// </summary>
public interface ISettingsReader
{
    /// <summary>A number in a range.</summary>
    T Number<T>(string key, T least, T most, T? fallback = null)
        where T : struct, INumber<T>;

    /// <summary>A whole number for rows and columns alike, or a pair of them.</summary>
    (int Rows, int Columns) Pair(string key, int least, int most, (int Rows, int Columns)? fallback = null);

    /// <summary>True or false.</summary>
    bool Flag(string key, bool fallback);

    /// <summary>Text that is not empty; null after a mistake.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What it should be, for messages, as <c>the path of a folder</c>.</param>
    string? Text(string key, string expected);

    /// <summary>One of several names; null after a mistake.</summary>
    /// <param name="key">The key.</param>
    /// <param name="what">What they are names of, for messages.</param>
    /// <param name="names">The names.</param>
    /// <param name="fallback">The one that is meant when none is given.</param>
    string? Choice(string key, string what, IReadOnlyCollection<string> names, string? fallback = null);

    /// <summary>Tells the user of a value that does not go with others.</summary>
    /// <param name="key">The key.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="expected">What would be right.</param>
    /// <param name="got">What was found.</param>
    /// <param name="fix">How to mend it.</param>
    void Refuse(string key, string problem, string expected, string got, string fix);
}
