using ActorCnn.Networks;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Reading;

/// <summary>Collects what is wrong with a configuration, so that all of it is told at once.</summary>
internal sealed class Mistakes
{
    private const int MostTold = 100;
    private readonly List<(long Order, string Line)> _found = [];

    /// <summary>How many so far.</summary>
    public int Count => _found.Count;

    /// <summary>Adds one; the parts are those of <see cref="InvalidInputException.Describe"/>.</summary>
    /// <param name="origin">Where it was written.</param>
    /// <param name="path">The dotted path of the setting; empty for a place without one.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="expected">What would be right.</param>
    /// <param name="got">What was found.</param>
    /// <param name="fix">How to mend it.</param>
    public void Add(Origin origin, string path, string problem, string expected, string got, string fix) =>
        _found.Add((origin.Order, InvalidInputException.Describe(origin.At(path), problem, expected, got, fix)));

    /// <summary>Throws when there are any, in the order of the file's lines, then of the overrides.</summary>
    /// <exception cref="InvalidInputException">One line a mistake.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count == 0)
        {
            return;
        }

        List<string> lines = [.. _found.OrderBy(mistake => mistake.Order).Select(mistake => mistake.Line).Take(MostTold)];
        if (_found.Count > MostTold)
        {
            lines.Add($"and {_found.Count - MostTold} more mistakes");
        }

        throw new InvalidInputException(lines);
    }
}
