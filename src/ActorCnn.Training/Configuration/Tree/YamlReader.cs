using ActorCnn.Networks;
using ActorCnn.Training.Configuration.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActorCnn.Training.Configuration.Tree;

/// <summary>
/// Reads YAML text into a tree of settings. Takes only the plain part of YAML: no aliases, anchors and tags, which a configuration does
/// not need and with which a small file can stand for a huge one. Nesting and the number of values are bounded.
/// </summary>
internal sealed class YamlReader
{
    private const int MaximumDepth = 32;
    private const int MaximumNodes = 100_000;

    private readonly Parser _parser;
    private readonly Func<Mark, Origin> _originOf;
    private readonly Mistakes _mistakes;
    private readonly Mistakes _unsupported = new();
    private int _nodes;

    private YamlReader(string text, Func<Mark, Origin> originOf, Mistakes mistakes)
    {
        _parser = new Parser(new StringReader(text));
        _originOf = originOf;
        _mistakes = mistakes;
    }

    /// <summary>Reads a file's text. Keys given twice are added to the mistakes.</summary>
    /// <exception cref="InvalidInputException">The text is empty, is not YAML, or is not a section.</exception>
    public static MappingNode ReadFile(string text, string sourceName, Mistakes mistakes)
    {
        RefuseControlCharacters(text, sourceName);
        Origin start = Origin.Line(sourceName, 1);
        return Read(text, mark => Origin.Line(sourceName, Math.Max(1, mark.Line)), mistakes) switch
        {
            MappingNode mapping => mapping,
            null or ScalarNode { IsNothing: true } => throw new InvalidInputException(
                start.Where, "empty configuration", "the keys name, data and network", "nothing", "start from config/reference.yaml"),
            SettingNode other => throw new InvalidInputException(
                start.Where, "not a configuration", "keys with values, as 'name: digits'", other.Description,
                "start from config/reference.yaml"),
        };
    }

    /// <summary>Reads an override's value: a list or section in brackets as YAML, anything else as it stands.</summary>
    /// <exception cref="InvalidInputException">The brackets are not YAML.</exception>
    public static SettingNode ReadValue(string text, Origin origin, Mistakes mistakes) =>
        text is ['[' or '{', ..] && Read(text, _ => origin, mistakes) is { } node ? node : new ScalarNode(origin, text, isPlain: true);

    private static SettingNode? Read(string text, Func<Mark, Origin> originOf, Mistakes mistakes)
    {
        YamlReader reader = new(text, originOf, mistakes);
        try
        {
            SettingNode? node = reader.ReadDocument();
            // What was left out makes the tree misleading, so nothing else is told beside it.
            reader._unsupported.ThrowIfAny();
            return node;
        }
        catch (YamlException exception)
        {
            bool isTab = exception.Message.Contains(" tab ", StringComparison.Ordinal);
            Mark at = isTab ? IndentingTab(text, exception.Start) : exception.Start;
            throw Broken(originOf(at), exception.Message, $"an error at column {at.Column}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The parser's way to say that a word inside brackets stands left of what it belongs to, or that it cannot make a tag or
            // character of what it read; it gives no place.
            Mark last = reader._parser.Current?.End ?? Mark.Empty;
            string problem = exception is ArgumentException
                ? "a malformed tag or character" : "a bracket is not closed, or a line inside it is not indented";
            throw Broken(originOf(last), problem, $"an error after column {last.Column}", exception);
        }
    }

    // The parser tells a tab in the indentation at the start of what it belongs to, which may be many lines before.
    private static Mark IndentingTab(string text, Mark from)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int line = Math.Max(1, (int)from.Line); line <= lines.Length; line++)
        {
            int column = lines[line - 1].AsSpan().IndexOfAnyExcept(' ');
            if (column >= 0 && lines[line - 1][column] == '\t')
            {
                return new Mark(0, line, column + 1);
            }
        }

        return from;
    }

    private static InvalidInputException Broken(Origin origin, string problem, string got, Exception cause) => new(
        InvalidInputException.Describe(
            origin.Where, $"broken YAML: {problem.TrimEnd('.')}", "well-formed YAML", got,
            "check indentation, brackets, quotes and the space after each colon"),
        cause);

    // A control character ends the text for the parser, which would silently drop what follows.
    private static void RefuseControlCharacters(string text, string sourceName)
    {
        int at = text.AsSpan().IndexOfAnyInRange('\u0000', '\u0008');
        if (at < 0)
        {
            return;
        }

        int line = 1 + text.AsSpan(0, at).Count('\n');
        throw new InvalidInputException(
            Origin.Line(sourceName, line).Where, "not a text file", "printable characters", $"the control character {(int)text[at]}",
            "give a YAML file");
    }

    private SettingNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        SettingNode? node = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out DocumentStart? second))
        {
            _mistakes.Add(_originOf(second.Start), "", "second document", "one document", "'---'", "keep one document in the file");
        }

        return node;
    }

    // Null for what is not supported and was told.
    private SettingNode? ReadNode(int depth)
    {
        ParsingEvent next = _parser.Consume<ParsingEvent>();
        Origin origin = _originOf(next.Start);
        if (++_nodes > MaximumNodes || depth > MaximumDepth)
        {
            throw new InvalidInputException(
                origin.Where, "configuration too large", $"at most {MaximumNodes} values, nested at most {MaximumDepth} deep", "more",
                "remove what does not belong there");
        }

        if (next is AnchorAlias alias)
        {
            RefuseFeature(origin, "alias", $"'*{Shown.Shorten(alias.Value.Value)}'");
            return null;
        }

        if (next is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            RefuseFeature(origin, "anchor", $"'&{Shown.Shorten(anchored.Anchor.Value)}'");
        }

        if (next is NodeEvent { Tag.IsEmpty: false } tagged)
        {
            RefuseFeature(origin, "tag", Shown.Quote(tagged.Tag.IsNonSpecific ? "!" : tagged.Tag.Value));
        }

        return next switch
        {
            Scalar scalar => new ScalarNode(origin, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => ReadSequence(origin, depth),
            MappingStart => ReadMapping(origin, depth),
            _ => throw new InvalidOperationException($"unexpected {next.GetType().Name}"),
        };
    }

    private SequenceNode ReadSequence(Origin origin, int depth)
    {
        List<SettingNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            if (ReadNode(depth + 1) is { } item)
            {
                items.Add(item);
            }
        }

        return new SequenceNode(origin, items);
    }

    private MappingNode ReadMapping(Origin origin, int depth)
    {
        MappingNode mapping = new(origin);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            SettingNode? key = ReadNode(depth + 1);
            SettingNode? value = ReadNode(depth + 1);
            if (key is not ScalarNode { Text: string name })
            {
                if (key is not null)
                {
                    RefuseFeature(key.Origin, "key that is not a word", key.Description);
                }
            }
            else if (value is not null && !mapping.Entries.TryAdd(name, (key.Origin, value)))
            {
                _mistakes.Add(
                    key.Origin, Shown.Shorten(name), "key given twice", "each key once", $"another after {mapping.Entries[name].Key.Where}",
                    "remove one of them");
            }
        }

        return mapping;
    }

    private void RefuseFeature(Origin origin, string feature, string got) =>
        _unsupported.Add(origin, "", $"YAML {feature} not supported", "plain keys and values", got, "write the value itself");
}
