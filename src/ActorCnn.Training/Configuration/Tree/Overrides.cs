using ActorCnn.Training.Configuration.Reading;

namespace ActorCnn.Training.Configuration.Tree;

/// <summary>
/// Puts <c>key=value</c> settings of the command line into a tree before it is read, so that they are checked as the file is.
/// A key is a dotted path; a number in it is a position in a list, from zero.
/// </summary>
internal static class Overrides
{
    /// <summary>Applies the overrides in order; what cannot be placed is added to the mistakes.</summary>
    public static void Apply(MappingNode root, IReadOnlyList<string> overrides, Mistakes mistakes)
    {
        for (int position = 0; position < overrides.Count; position++)
        {
            string text = overrides[position];
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            string path = equals < 0 ? "" : text[..equals].Trim();
            string[] keys = path.Split('.');
            if (keys.Contains(""))
            {
                mistakes.Add(
                    Origin.Override(text, position, null), "", "not an override", "key=value", Shown.Quote(text),
                    "write it as --set training.batch-size=128");
                continue;
            }

            Origin origin = Origin.Override(text, position, path);
            Place(root, keys, YamlReader.ReadValue(text[(equals + 1)..].Trim(), origin, mistakes), mistakes);
        }
    }

    private static void Place(SettingNode node, ArraySegment<string> keys, SettingNode value, Mistakes mistakes)
    {
        (string key, ArraySegment<string> rest) = (keys[0], keys[1..]);
        Origin origin = value.Origin;
        switch (node)
        {
            case MappingNode mapping when rest.Count == 0:
                mapping.Entries[key] = (origin, value);
                break;
            case MappingNode mapping:
                if (!mapping.Entries.TryGetValue(key, out (Origin Key, SettingNode Value) entry)
                    || entry.Value is ScalarNode { IsNothing: true })
                {
                    entry = (origin, new MappingNode(origin));
                    mapping.Entries[key] = entry;
                }

                Place(entry.Value, rest, value, mistakes);
                break;
            case SequenceNode { Items: var items }:
                if (!int.TryParse(key, out int index) || index < 0 || index >= items.Count)
                {
                    mistakes.Add(
                        origin, "", $"no entry {Shown.Quote(key)} in that list",
                        items.Count == 0 ? "a list with entries" : $"a position from 0 to {items.Count - 1}", Shown.Quote(key),
                        "count the entries from 0");
                }
                else if (rest.Count == 0)
                {
                    items[index] = value;
                }
                else
                {
                    Place(items[index], rest, value, mistakes);
                }

                break;
            default:
                mistakes.Add(
                    origin, "", $"nothing can be set below a single value, at {Shown.Quote(key)}", "the path of a section",
                    node.Description, "shorten the path");
                break;
        }
    }
}
