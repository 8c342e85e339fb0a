using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Dashboard.Tests.Browser;

/// <summary>The page in a real browser, over a real cluster in which a node is killed.</summary>
public sealed class BrowserTests : IDisposable
{
    private const string Yaml =
        """
        name: browser
        data: { source: bands, train-samples: 2048, test-samples: 256, test-probability: 0.6 }
        network:
          - { type: conv, channels: 12, kernel: 3, padding: 1 }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - { type: flatten }
          - { type: dense, units: 3 }
        training: { batch-size: 256, epochs: 1000000, optimizer: { type: sgd, learning-rate: 0.02 } }
        """;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [BrowserFact]
    public void Should_show_a_cluster_that_loses_a_node_and_control_it()
    {
        string config = _scratch.Write("browser.yaml", Yaml);
        using CommandProcess cluster = CommandProcess.Start(
            _scratch.Root, "cluster", config, "--nodes", "3", "--workers", "1", "--out", "run", "--dashboard", "0");
        int worker = ClusterProcesses.Of(cluster).Workers[0];
        string url = cluster.WaitForLine("^dashboard: http://.*")["dashboard: ".Length..];
        cluster.WaitForLine("^epoch 1/");

        // ACTORCNN_PICTURES names a folder that is given pictures of the page.
        using Process script = Process.Start(new ProcessStartInfo(
            "node",
            [
                Path.Combine(BrowserFactAttribute.Folder, "page.test.mjs"), BrowserFactAttribute.Chromium, url,
                worker.ToString(CultureInfo.InvariantCulture), Environment.GetEnvironmentVariable("ACTORCNN_PICTURES") ?? "",
            ])
        {
            RedirectStandardError = true,
        })!;
        string error = script.StandardError.ReadToEnd();
        script.WaitForExit();

        Assert.True(script.ExitCode == 0, error);
        CommandResult end = cluster.WaitForExit().AssertCode(143);
        Assert.Contains("stopped by dashboard after step", end.Out, StringComparison.Ordinal);
        Assert.Equal(
            ["pause", "checkpoint", "resume", "stop"],
            File.ReadLines(_scratch["run/control.jsonl"]).Select(line => Regex.Match(line, "\"change\":\"([a-z]+)\",\"by\":\"dashboard\"").Groups[1].Value));
    }
}
