using System.Net;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Cluster;

/// <summary>Health and figures of whole processes that train, and Akka's settings from the file that is shipped.</summary>
[Collection(ClusterCommandTests.Name)]
public sealed class MonitorTests : IDisposable
{
    private const string Page = "^monitor: (http\\S*)/metrics";
    private readonly ScratchDirectory _scratch = new();
    private readonly HttpClient _client = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });

    public void Dispose()
    {
        _client.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Should_tell_how_a_cluster_is()
    {
        string settings = Path.Combine(Deploy.DeployFiles.Config, "cluster.conf");
        using CommandProcess cluster = CommandProcess.Start(
            _scratch.Root, "cluster", Experiment.Write(_scratch), "--nodes", "2", "--workers", "1", "--epochs", "100000", "--out", "run",
            "--monitor", "0", "--akka-config", settings);
        string page = PageOf(cluster);
        cluster.WaitForLine("^epoch 4/.*");
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri($"{page}/ready"))).StatusCode);
        string figures = await _client.GetStringAsync(new Uri($"{page}/metrics"));
        Assert.Equal(2, Figure(figures, "actorcnn_nodes"));
        Assert.Equal(2, Figure(figures, "actorcnn_workers"));
        Assert.Equal(0, Figure(figures, "actorcnn_nodes_lost_total"));
        Assert.True(Figure(figures, "actorcnn_steps_total") >= 4 * Experiment.StepsPerEpoch);
        Assert.True(Figure(figures, "actorcnn_test_accuracy") is > 0 and <= 1);

        // Weights went to the worker in every step, and gradients came back.
        Assert.True(Figure(figures, "actorcnn_bulk_sent_bytes_total") > Figure(figures, "actorcnn_steps_total") * 1000);
        Assert.True(Figure(figures, "actorcnn_bulk_received_bytes_total") > Figure(figures, "actorcnn_steps_total") * 1000);
        cluster.Send(PosixSignal.SIGTERM);
        cluster.WaitForExit().AssertCode(143);
    }

    [Fact]
    public async Task Should_be_live_before_it_is_ready_and_show_a_certificate_to_other_machines()
    {
        CommandProcess.Run(_scratch.Root, "certificates", "certs", "--name", "worker").AssertCode(0);
        using CommandProcess worker = CommandProcess.Start(
            _scratch.Root, "node", "--role", "worker", "--join", "127.0.0.1:1", "--tls", "certs", "--monitor", "0.0.0.0:0");
        string page = PageOf(worker).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        Assert.StartsWith("https://", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri($"{page}/live"))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync(new Uri($"{page}/ready"))).StatusCode);
        worker.Send(PosixSignal.SIGTERM);
        worker.WaitForExit().AssertCode(143);
    }

    private static string PageOf(CommandProcess process) => Regex.Match(process.WaitForLine(Page), Page).Groups[1].Value;

    private static double Figure(string figures, string name)
    {
        Match match = Regex.Match(figures, $@"^{name}\{{[^}}]*\}} (\S+)", RegexOptions.Multiline);
        Assert.True(match.Success, $"no {name} in:\n{figures}");
        return double.Parse(match.Groups[1].Value, null);
    }
}
