using System.Net.Sockets;
using ActorCnn.Cli.Output;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>What cannot listen, or would be tuned by a file that is wrong, is told before anything is written; in this process.</summary>
public sealed class ListeningTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly Socket _taken = LoopbackSocket.Bind();
    private readonly string _configuration;
    private readonly string _port;

    public ListeningTests()
    {
        _configuration = Experiment.Write(_scratch);
        _taken.Listen();
        _port = $"{_taken.Port()}";
    }

    public void Dispose()
    {
        _taken.Dispose();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData("--monitor", "train")]
    [InlineData("--monitor", "cluster", "--nodes", "2")]
    [InlineData("--monitor", "node", "--role", "coordinator")]
    [InlineData("--port", "node", "--role", "coordinator")]
    [InlineData("--bulk-port", "node", "--role", "coordinator")]
    [InlineData("--port", "node", "--role", "worker", "--join", "127.0.0.1:1")]
    public async Task Should_name_a_port_that_is_taken(string option, params string[] command)
    {
        string line = await RefusedAsync([.. command, _configuration, "--out", _scratch["run"], option, _port]);
        Assert.StartsWith($"actorcnn: {option} 127.0.0.1:{_port}: this process cannot listen there; ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_a_port_that_is_wanted_twice()
    {
        _taken.Close();
        string line = await RefusedAsync(
            ["node", "--role", "coordinator", _configuration, "--out", _scratch["run"], "--port", _port, "--bulk-port", _port]);
        Assert.StartsWith($"actorcnn: --bulk-port 127.0.0.1:{_port}: ", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster", "--nodes", "2")]
    [InlineData("node", "--role", "coordinator")]
    [InlineData("node", "--role", "worker", "--join", "127.0.0.1:1")]
    public async Task Should_name_what_is_wrong_in_a_file_of_Akka_s_settings(params string[] command)
    {
        string file = _scratch.Write("my.conf", "akka.cluster.seed-node-timeout = soon");
        string line = await RefusedAsync([.. command, _configuration, "--out", _scratch["run"], "--akka-config", file]);
        Assert.StartsWith($"actorcnn: {file}: akka.cluster.seed-node-timeout: not a possible value; ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_give_up_when_no_coordinator_answers_in_time()
    {
        _taken.Close();
        (int code, string output, string error) = await RunAsync(
            ["node", "--role", "worker", "--join", $"127.0.0.1:{_port}", "--join-timeout", "1"]);
        Assert.Equal((1, $"no coordinator answered at 127.0.0.1:{_port} within 1 s\n", ""), (code, output, error));
    }

    private async Task<string> RefusedAsync(string[] arguments)
    {
        string[] before = _scratch.Names;
        (int code, string output, string error) = await RunAsync(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Equal(before, _scratch.Names);
        return Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        int code = await CommandLine.RunAsync(arguments, new Terminal { Out = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
