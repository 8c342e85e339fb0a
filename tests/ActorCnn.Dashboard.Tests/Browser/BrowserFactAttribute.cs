using System.Diagnostics;

namespace ActorCnn.Dashboard.Tests.Browser;

/// <summary>
/// A test in headless Chromium, which Debian packages, driven by playwright-core, which npm installs beside the test. Reported as skipped,
/// with the reason, where one of them is not to be had.
/// </summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Missing = new(FindMissing);

    public BrowserFactAttribute() => Skip = Missing.Value;

    /// <summary>The browser.</summary>
    public static string Chromium => Find("chromium")!;

    /// <summary>Where the script is, and playwright-core beside it.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Browser");

    private static string? FindMissing()
    {
        if (Find("chromium") is null)
        {
            return "chromium is not there: apt-get install chromium";
        }

        if (Find("node") is null || Find("npm") is null)
        {
            return "node or npm is not there: apt-get install nodejs npm";
        }

        if (Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")))
        {
            return null;
        }

        using Process npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = npm.StandardOutput.ReadToEndAsync();
        string error = npm.StandardError.ReadToEnd();
        npm.WaitForExit();
        return npm.ExitCode == 0 ? null : $"npm cannot install playwright-core: {output.Result.Trim()} {error.Trim()}".ReplaceLineEndings(" ");
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
