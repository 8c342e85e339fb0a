using ActorCnn.Networks;

namespace ActorCnn.Training.Comparisons;

/// <summary>One of the configurations that are compared: what it is called, and how it differs from the others.</summary>
/// <param name="Name">Its name in tables and plots.</param>
/// <param name="Settings">Settings instead of the configuration's, each <c>key=value</c> as for <c>--set</c>.</param>
public sealed record Variant(string Name, IReadOnlyList<string> Settings)
{
    /// <summary>Every variant of the one list together with every of the other, the first list changing slowest.</summary>
    public static IReadOnlyList<Variant> Product(IReadOnlyList<Variant> first, IReadOnlyList<Variant> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.Count == 0 ? second : second.Count == 0 ? first
            : [.. first.SelectMany(_ => second, (one, other) => new Variant($"{one.Name}, {other.Name}", [.. one.Settings, .. other.Settings]))];
    }

    /// <summary>Reads <c>key=value,value</c>: a variant for each value. Commas inside brackets, braces and quotes belong to a value.</summary>
    /// <exception cref="InvalidInputException">There is no key or no value.</exception>
    public static IReadOnlyList<Variant> ParseValues(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? "" : text[..equals].Trim();
        string[] values = equals < 0 ? [] : [.. Split(text[(equals + 1)..]).Select(value => value.Trim())];
        return key.Length > 0 && values.Length > 0 && values.All(value => value.Length > 0)
            ? [.. values.Select(value => new Variant($"{key}={value}", [$"{key}={value}"]))]
            : throw new InvalidInputException(
                $"--vary {text}", "not a list of values", "key=value,value", $"'{text}'", "write it as --vary network.7.init=seed,glorot");
    }

    private static IEnumerable<string> Split(string text)
    {
        int start = 0;
        int depth = 0;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            if (quote != '\0')
            {
                quote = character == quote ? '\0' : quote;
            }
            else if (character is '"' or '\'')
            {
                quote = character;
            }
            else if (character is ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
            else
            {
                depth += character is '[' or '{' ? 1 : character is ']' or '}' ? -1 : 0;
            }
        }

        yield return text[start..];
    }
}
