namespace ActorCnn.Tests;

/// <summary>The folder of the solution, above that of the built tests.</summary>
internal static class RepositoryRoot
{
    /// <summary>Its path.</summary>
    /// <exception cref="InvalidOperationException">The tests run somewhere else than in the repository.</exception>
    public static string Path => Find() ?? throw new InvalidOperationException($"no ActorCnn.sln above {AppContext.BaseDirectory}");

    /// <summary>Its path; null when the tests run somewhere else.</summary>
    public static string? Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "ActorCnn.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }

        return folder;
    }
}
