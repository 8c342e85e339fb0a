using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActorCnn.Training.Configuration.Tree;

/// <summary>Writes a tree of settings as YAML: a section or list of single values on one line, others a line an entry.</summary>
internal static partial class YamlWriter
{
    // No folding: a folded scalar would read differently in a diff, and a path is easier to copy whole.
    private static readonly EmitterSettings Settings = EmitterSettings.Default.WithBestWidth(int.MaxValue).WithIndentedSequences();

    /// <summary>The YAML text, ending in a line break.</summary>
    public static string Write(MappingNode root)
    {
        using StringWriter text = new() { NewLine = "\n" };
        Emitter emitter = new(text, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(emitter, root);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Write(Emitter emitter, SettingNode node)
    {
        switch (node)
        {
            case ScalarNode scalar:
                emitter.Emit(ScalarEvent(scalar));
                break;
            case SequenceNode sequence:
                SequenceStyle sequenceStyle = sequence.Items.All(IsShort) ? SequenceStyle.Flow : SequenceStyle.Block;
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, sequenceStyle));
                sequence.Items.ForEach(item => Write(emitter, item));
                emitter.Emit(new SequenceEnd());
                break;
            case MappingNode mapping:
                bool isShort = mapping.Entries.Values.All(entry => IsShort(entry.Value));
                MappingStyle mappingStyle = isShort ? MappingStyle.Flow : MappingStyle.Block;
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, mappingStyle));
                foreach ((string key, (_, SettingNode value)) in mapping.Entries)
                {
                    emitter.Emit(new Scalar(key));
                    Write(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
        }
    }

    private static Scalar ScalarEvent(ScalarNode scalar)
    {
        ScalarStyle style = scalar.IsPlain || Word().IsMatch(scalar.Text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted;
        return new Scalar(AnchorName.Empty, TagName.Empty, scalar.Text, style, isPlainImplicit: true, isQuotedImplicit: true);
    }

    private static bool IsShort(SettingNode node) =>
        node is ScalarNode || (node is SequenceNode { Items: var items } && items.TrueForAll(item => item is ScalarNode));

    // Text that is read as itself without quotes, whatever stands around it.
    [GeneratedRegex("^(?!null$)[a-z/][a-z0-9./_-]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
