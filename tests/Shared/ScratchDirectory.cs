namespace ActorCnn.Tests;

/// <summary>A folder for a test's files, deleted afterwards.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("actorcnn-test-").FullName;

    /// <summary>The path of a file or folder in it, whether it is there or not.</summary>
    public string this[string name] => Path.Combine(Root, name);

    /// <summary>The names of all files and folders in it, sorted.</summary>
    public string[] Names => [.. Directory.GetFileSystemEntries(Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
