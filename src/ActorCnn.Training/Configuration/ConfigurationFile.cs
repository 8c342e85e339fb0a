using System.Text;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration;

/// <summary>
/// A configuration together with the places where its layers and the changes to its samples were written, so that what does not fit its
/// data is told by file and line. Immutable.
/// </summary>
public sealed class ConfigurationFile
{
    private const int MaximumBytes = 1 << 20;

    private readonly IReadOnlyList<Origin> _places;
    private readonly IReadOnlyList<Origin> _augmentationPlaces;

    internal ConfigurationFile(
        RunConfiguration configuration, IReadOnlyList<Origin> places, IReadOnlyList<Origin> augmentationPlaces) =>
        (Configuration, _places, _augmentationPlaces) = (configuration, places, augmentationPlaces);

    /// <summary>The experiment.</summary>
    public RunConfiguration Configuration { get; }

    /// <summary>Reads a file of at most 1 MiB.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="overrides">
    /// Settings of the command line, each <c>key=value</c> with a dotted path as <c>training.batch-size=128</c> or
    /// <c>network.0.channels=8</c>; later ones win. They are checked as the file is.
    /// </param>
    /// <exception cref="InvalidInputException">
    /// The file or an override cannot be used. One line for every mistake, with file and line or with the override, in the file's order.
    /// </exception>
    public static ConfigurationFile Load(string path, IReadOnlyList<string> overrides) => Parse(ReadText(path), path, overrides);

    /// <summary>Reads a text; see <see cref="Load"/>.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="sourceName">What messages call it, as a file's name.</param>
    /// <param name="overrides">Settings of the command line.</param>
    /// <exception cref="InvalidInputException">The text or an override cannot be used.</exception>
    public static ConfigurationFile Parse(string text, string sourceName, IReadOnlyList<string> overrides)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(overrides);
        Mistakes mistakes = new();
        MappingNode tree = YamlReader.ReadFile(text, sourceName, mistakes);
        Overrides.Apply(tree, overrides, mistakes);
        return ConfigurationReader.Read(tree, mistakes);
    }

    /// <summary>Checks the changes to samples against the data, and the layers against the data and each other.</summary>
    /// <param name="input">The shape of a sample.</param>
    /// <param name="classes">The data's classes: the last layer must have one output for each.</param>
    /// <exception cref="InvalidInputException">One line for all that does not fit, with the place where it was written.</exception>
    public Network CreateNetwork(Shape input, int classes)
    {
        Mistakes mistakes = new();
        AugmentationCheck.Check(input, Configuration.Augmentations, _augmentationPlaces, mistakes);
        Network? network = NetworkCheck.Create(input, classes, Configuration.Network, _places, mistakes);
        mistakes.ThrowIfAny();
        return network!;
    }

    /// <summary>The text of a file of at most 1 MiB.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is too large.</exception>
    internal static string ReadText(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidInputException(path, "not a file", "a YAML file", "a directory", "name the file in it");
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[MaximumBytes + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaximumBytes)
            {
                throw new InvalidInputException(
                    path, "file too large for a configuration", $"at most {MaximumBytes} bytes", "more", "give a YAML file");
            }

            ReadOnlySpan<byte> content = bytes.AsSpan(0, length);
            content = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    path, "not a text file", "UTF-8", $"the byte 0x{exception.BytesUnknown?.FirstOrDefault():x2}", "save it as UTF-8"),
                exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    path, "no such file", "a YAML file", "nothing", "check the path, or start from config/seed.yaml"),
                exception);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    path, "file cannot be read", "a readable YAML file", Shown.Shorten(exception.Message),
                    "check the path and its permissions"),
                exception);
        }
    }
}
