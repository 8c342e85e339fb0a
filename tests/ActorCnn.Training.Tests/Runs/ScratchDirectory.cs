namespace ActorCnn.Training.Tests.Runs;

/// <summary>A folder for one test's files, deleted afterwards.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("actorcnn-test-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    /// <summary>The names of all files and folders in it, sorted.</summary>
    public string[] Names => [.. Directory.GetFileSystemEntries(Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
