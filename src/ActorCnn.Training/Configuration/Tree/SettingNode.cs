namespace ActorCnn.Training.Configuration.Tree;

/// <summary>A value in a configuration's tree, with the place where it was written.</summary>
internal abstract class SettingNode(Origin origin)
{
    /// <summary>Where it was written.</summary>
    public Origin Origin { get; } = origin;

    /// <summary>What it is, as messages say it after 'got'.</summary>
    public abstract string Description { get; }
}

/// <summary>A single value. A plain one may be a number, true, false or nothing; a quoted one is always text.</summary>
internal sealed class ScalarNode(Origin origin, string text, bool isPlain) : SettingNode(origin)
{
    /// <summary>The characters of the value.</summary>
    public string Text { get; } = text;

    /// <summary>False when it stood in quotes.</summary>
    public bool IsPlain { get; } = isPlain;

    /// <summary>True for a key with nothing behind it.</summary>
    public bool IsNothing => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Description => IsNothing ? "nothing" : IsPlain ? Shown.Quote(Text) : $"the text {Shown.Quote(Text)}";
}

/// <summary>A list.</summary>
internal sealed class SequenceNode(Origin origin, List<SettingNode> items) : SettingNode(origin)
{
    /// <summary>Its values in order.</summary>
    public List<SettingNode> Items { get; } = items;

    /// <inheritdoc/>
    public override string Description => Items.Count == 0 ? "an empty list" : "a list";
}

/// <summary>A section: values by key, in the order in which they were written.</summary>
internal sealed class MappingNode(Origin origin) : SettingNode(origin)
{
    /// <summary>Its values, each with the place of its key.</summary>
    public OrderedDictionary<string, (Origin Key, SettingNode Value)> Entries { get; } = [];

    /// <inheritdoc/>
    public override string Description => "a section";
}
