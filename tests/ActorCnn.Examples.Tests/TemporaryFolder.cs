namespace ActorCnn.Examples.Tests;

/// <summary>A folder for a test's files, deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("actorcnn-example-").FullName;

    public string this[string name] => Path.Combine(_root, name);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
