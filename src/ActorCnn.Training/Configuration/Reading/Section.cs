using System.Globalization;
using System.Numerics;
using ActorCnn.Training.Configuration.Custom;
using ActorCnn.Training.Configuration.Kinds;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Reading;

/// <summary>
/// A section while it is read. Asking for a key makes it known; keys that nobody asked for are refused at the end. A wrong value adds a
/// mistake and gives a stand-in, so that reading goes on and finds the other mistakes. A method without a fallback wants the key to be
/// there.
/// </summary>
internal sealed class Section(MappingNode node, string path, Mistakes mistakes) : ISettingsReader
{
    private readonly List<string> _known = [];

    /// <summary>Where it was written.</summary>
    public Origin Origin => node.Origin;

    /// <summary>Where it was made what it is: the last override of one of its values, else where it was written.</summary>
    public Origin LastChange => node.Entries.Values
        .Select(entry => entry.Value.Origin)
        .Where(origin => origin.Path is not null)
        .Append(Origin)
        .MaxBy(origin => origin.Order);

    /// <summary>True once anything is wrong, here or elsewhere: what was read may then be a stand-in.</summary>
    public bool HasMistakes => mistakes.Count > 0;

    /// <summary>A number in a range.</summary>
    public T Number<T>(string key, T least, T most, T? fallback = null)
        where T : struct, INumber<T>
    {
        string expected = Range(least, most);
        return Find(key, expected, fallback is not null) is { } value
            ? Number(value, PathOf(key), expected, least, most)
            : fallback ?? least;
    }

    /// <summary>A whole number for rows and columns alike, or a pair of them.</summary>
    public (int Rows, int Columns) Pair(string key, int least, int most, (int Rows, int Columns)? fallback = null)
    {
        string one = Range(least, most);
        string expected = $"{one}, or [rows, columns]";
        switch (Find(key, expected, fallback is not null))
        {
            case null:
                return fallback ?? (least, least);
            case SequenceNode { Items: [var rows, var columns] }:
                return (Number(rows, $"{PathOf(key)}.0", one, least, most), Number(columns, $"{PathOf(key)}.1", one, least, most));
            case SettingNode value:
                int both = Number(value, PathOf(key), expected, least, most);
                return (both, both);
        }
    }

    /// <summary>True or false.</summary>
    public bool Flag(string key, bool fallback)
    {
        switch (Find(key, "true or false", hasFallback: true))
        {
            case null:
                return fallback;
            case ScalarNode { IsPlain: true } scalar when bool.TryParse(scalar.Text, out bool value):
                return value;
            case SettingNode value:
                mistakes.Add(value.Origin, PathOf(key), "not true or false", "true or false", value.Description, "write true or false");
                return fallback;
        }
    }

    /// <summary>Text that is not empty; null after a mistake.</summary>
    public string? Text(string key, string expected)
    {
        switch (Find(key, expected, hasFallback: false))
        {
            case null:
                return null;
            case ScalarNode { Text.Length: > 0 } scalar:
                return scalar.Text;
            case SettingNode value:
                mistakes.Add(value.Origin, PathOf(key), "not a text", expected, value.Description, $"give {key} a text");
                return null;
        }
    }

    /// <summary>Texts in a list that may be empty, or without a mistake missing; an entry that is none is left out with a mistake.</summary>
    public IReadOnlyList<string> Texts(string key, string expected)
    {
        switch (Find(key, expected, hasFallback: true))
        {
            case null:
                return [];
            case SequenceNode { Items: var items }:
                foreach (SettingNode wrong in items.Where(item => item is not ScalarNode { Text.Length: > 0 }))
                {
                    mistakes.Add(wrong.Origin, PathOf(key), "not a text", expected, wrong.Description, "put it into quotes");
                }

                return [.. items.OfType<ScalarNode>().Select(item => item.Text)];
            case SettingNode value:
                mistakes.Add(value.Origin, PathOf(key), "not a list", expected, value.Description, $"write {key}: [ … ]");
                return [];
        }
    }

    /// <summary>The keys that are there, in their order.</summary>
    public IEnumerable<string> Keys => node.Entries.Keys;

    /// <summary>One of several names; null after a mistake.</summary>
    public string? Choice(string key, string what, IReadOnlyCollection<string> names, string? fallback = null)
    {
        string expected = $"one of {string.Join(", ", names)}";
        switch (Find(key, expected, fallback is not null))
        {
            case null:
                return fallback;
            case ScalarNode scalar when names.Contains(scalar.Text):
                return scalar.Text;
            case SettingNode value:
                string? nearest = value is ScalarNode { Text: var text } ? NearestName.Of(text, names) : null;
                mistakes.Add(
                    value.Origin, PathOf(key), $"unknown {what}", expected, value.Description,
                    nearest is null ? "choose one of them" : $"write '{nearest}'");
                return null;
        }
    }

    /// <summary>
    /// What the section describes when one key says its kind and the others are that kind's settings; null after a mistake in any.
    /// </summary>
    /// <param name="key">The key that says the kind.</param>
    /// <param name="kinds">The kinds.</param>
    /// <param name="fallback">The kind that is meant when none is named.</param>
    /// <param name="others">Reads keys that stand beside those of any kind.</param>
    public T? OneOf<T>(string key, Kinds<T> kinds, string? fallback = null, Action? others = null)
        where T : class
    {
        int before = mistakes.Count;
        if (Choice(key, kinds.What, kinds.Names, fallback) is not { } name)
        {
            return null;
        }

        T value = kinds.Named(name).Read(this);
        others?.Invoke();
        RefuseUnknownKeys();
        return mistakes.Count == before ? value : null;
    }

    /// <summary>The same of a key that may have the kind's name alone, which stands for a section that says no more.</summary>
    /// <param name="key">The key.</param>
    /// <param name="kindKey">The key that says the kind where there is a section.</param>
    /// <param name="kinds">The kinds.</param>
    /// <param name="fallback">The kind that is meant when none is named.</param>
    public T? OneOf<T>(string key, string kindKey, Kinds<T> kinds, string fallback)
        where T : class
    {
        if (node.Entries.TryGetValue(key, out (Origin Key, SettingNode Value) entry) && entry.Value is MappingNode)
        {
            return Child(key)?.OneOf(kindKey, kinds, fallback);
        }

        return Choice(key, kinds.What, kinds.Names, fallback) is { } name
            ? kinds.Named(name).Read(new Section(new MappingNode(Origin), PathOf(key), mistakes))
            : null;
    }

    /// <summary>A section below this one; an empty one when it is not there; null when something else is there.</summary>
    public Section? Child(string key)
    {
        _known.Add(key);
        switch (node.Entries.TryGetValue(key, out (Origin Key, SettingNode Value) entry) ? entry.Value : null)
        {
            case null:
                return new Section(new MappingNode(Origin), PathOf(key), mistakes);
            case MappingNode mapping:
                return new Section(mapping, PathOf(key), mistakes);
            case ScalarNode { IsNothing: true } nothing:
                return new Section(new MappingNode(nothing.Origin), PathOf(key), mistakes);
            case SettingNode value:
                mistakes.Add(
                    value.Origin, PathOf(key), "not a section", "keys with values", value.Description,
                    $"write {key}: {{ key: value, … }}");
                return null;
        }
    }

    /// <summary>A section below this one; null when it is not there, or something else is.</summary>
    public Section? OptionalChild(string key)
    {
        if (node.Entries.ContainsKey(key))
        {
            return Child(key);
        }

        _known.Add(key);
        return null;
    }

    /// <summary>A list of sections, at least one unless it is optional; null stands for an entry that is something else.</summary>
    public IReadOnlyList<Section?> Children(string key, string what, bool optional = false)
    {
        string expected = $"a list of {what}s";
        switch (Find(key, expected, hasFallback: optional))
        {
            case SequenceNode { Items.Count: 0 } when optional:
                return [];
            case null:
                return [];
            case SequenceNode { Items: { Count: > 0 } items }:
                return [.. items.Select((item, index) => Entry(item, $"{PathOf(key)}.{index}", what))];
            case SettingNode value:
                mistakes.Add(
                    value.Origin, PathOf(key), $"no list of {what}s", expected, value.Description, $"add a {what}: - {{ type: … }}");
                return [];
        }
    }

    /// <summary>Adds a mistake at a key, or at the section when the key is not there.</summary>
    public void Refuse(string key, string problem, string expected, string got, string fix) => mistakes.Add(
        node.Entries.TryGetValue(key, out (Origin Key, SettingNode Value) entry) ? entry.Value.Origin : Origin,
        PathOf(key), problem, expected, got, fix);

    /// <summary>Adds a mistake for every key that nobody asked for.</summary>
    public void RefuseUnknownKeys()
    {
        foreach ((string key, (Origin origin, _)) in node.Entries.Where(entry => !_known.Contains(entry.Key)))
        {
            string? nearest = NearestName.Of(key, _known);
            mistakes.Add(
                origin, PathOf(Shown.Shorten(key)), "unknown key", $"one of {string.Join(", ", _known)}", Shown.Quote(key),
                nearest is null ? "remove it" : $"write '{nearest}'");
        }
    }

    private static string Range<T>(T least, T most)
        where T : struct, INumber<T> =>
        string.Create(CultureInfo.InvariantCulture, $"a {(IsWhole<T>() ? "whole " : "")}number from {least} to {most}");

    private static bool IsWhole<T>() => typeof(T) != typeof(double) && typeof(T) != typeof(float);

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    // The value of a key; null when the key or its value is missing, which is a mistake unless a fallback will do.
    private SettingNode? Find(string key, string expected, bool hasFallback)
    {
        _known.Add(key);
        bool isThere = node.Entries.TryGetValue(key, out (Origin Key, SettingNode Value) entry);
        if (isThere && entry.Value is not ScalarNode { IsNothing: true })
        {
            return entry.Value;
        }

        if (isThere)
        {
            string fix = hasFallback ? $"give {key} a value or remove it" : $"give {key} a value";
            mistakes.Add(entry.Key, PathOf(key), "no value", expected, "nothing", fix);
        }
        else if (!hasFallback)
        {
            mistakes.Add(Origin, PathOf(key), "missing key", expected, "nothing", $"add '{key}: …'");
        }

        return null;
    }

    private T Number<T>(SettingNode value, string valuePath, string expected, T least, T most)
        where T : struct, INumber<T>
    {
        const NumberStyles WholeStyle = NumberStyles.AllowLeadingSign;
        const NumberStyles RealStyle = WholeStyle | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        NumberStyles style = IsWhole<T>() ? WholeStyle : RealStyle;
        string text = value is ScalarNode { IsPlain: true } scalar ? scalar.Text : "";
        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most)
        {
            // Adding zero turns a negative zero, which is equal but is written otherwise, into zero.
            return number + T.Zero;
        }

        // A number too long for its type is out of range, not a word.
        bool isNumber = double.TryParse(text, style, CultureInfo.InvariantCulture, out double any) && !double.IsNaN(any);
        string problem = isNumber ? "out of range" : IsWhole<T>() ? "not a whole number" : "not a number";
        string fix = value is ScalarNode { IsPlain: false } ? "write a number without quotes"
            : !isNumber ? "write a number"
            : any < double.CreateSaturating(least) ? "use a larger value" : "use a smaller value";
        mistakes.Add(value.Origin, valuePath, problem, expected, isNumber ? Shown.Shorten(text) : value.Description, fix);
        return least;
    }

    private Section? Entry(SettingNode item, string itemPath, string what)
    {
        if (item is MappingNode mapping)
        {
            return new Section(mapping, itemPath, mistakes);
        }

        string type = item is ScalarNode { IsNothing: false } scalar ? Shown.Shorten(scalar.Text) : "…";
        mistakes.Add(item.Origin, itemPath, $"not a {what}", "{ type: …, settings }", item.Description, $"write {{ type: {type} }}");
        return null;
    }
}
