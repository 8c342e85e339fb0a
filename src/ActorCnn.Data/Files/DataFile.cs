using ActorCnn.Networks;

namespace ActorCnn.Data.Files;

/// <summary>Opens data files and turns what the system says about them into lines for a person.</summary>
internal static class DataFile
{
    private const int BufferSize = 1 << 14;
    private const string CopyAgain = "copy or download the file again";

    /// <summary>Opens a file, hands it to <paramref name="read"/> and closes it.</summary>
    /// <exception cref="InvalidInputException">It cannot be opened or read, or is damaged.</exception>
    public static T Read<T>(string path, Func<FileStream, T> read)
    {
        if (!File.Exists(path))
        {
            throw new InvalidInputException(path, "cannot be read", "a file", "no file of that name", "correct the path");
        }

        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
            return read(stream);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, "compressed data are damaged", "data that can be expanded", e.Message.TrimEnd('.'), e);
        }
        catch (EndOfStreamException e)
        {
            throw Damaged(path, "is cut short", "more data", "the end of the file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    path, "cannot be read", "a file that can be read", e.Message.TrimEnd('.'), "check the file and its permissions"),
                e);
        }
    }

    /// <summary>Reads a whole file of a bounded size.</summary>
    /// <exception cref="InvalidInputException">It cannot be read or is larger.</exception>
    public static byte[] ReadAll(string path, int mostBytes) => Read(path, file =>
    {
        if (file.Length > mostBytes)
        {
            throw new InvalidInputException(
                path, "is too large", $"at most {mostBytes} bytes", $"{file.Length}", "use a smaller file or remove it");
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    });

    /// <summary>The exception for a file whose contents are not whole.</summary>
    public static InvalidInputException Damaged(string path, string problem, string expected, string got, Exception? cause = null) =>
        new(InvalidInputException.Describe(path, problem, expected, got, CopyAgain), cause);
}
