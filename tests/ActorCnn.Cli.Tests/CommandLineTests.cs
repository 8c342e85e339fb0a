using ActorCnn.Cli.Output;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests;

/// <summary>How arguments are understood, in this process.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("trian: no such command; expected one of train, cluster, node, evaluate, predict, export, inspect, dashboard, control, certificates, compare, runs, report, got trian; fix: see actorcnn --help", "trian", "x.yaml")]
    [InlineData("Required command was not provided; fix: see actorcnn --help")]
    [InlineData("train: nothing to train; expected CONFIG, or --resume DIR, got neither; fix: name a configuration, as config/seed.yaml", "train")]
    [InlineData("node: a worker has nobody to join; expected --join HOST:PORT of the coordinator, got none; fix: add it", "node", "--role", "worker")]
    [InlineData("--role: no such role; expected coordinator or worker, got 'chief'; fix: change it", "node", "--role", "chief")]
    [InlineData("--join: no address of a node; expected HOST:PORT, got '10.0.0.5'; fix: give one as 10.0.0.5:4100", "node", "--role", "worker", "--join", "10.0.0.5")]
    [InlineData("host 10.0.0.5: others could reach this node and take it over; expected a loopback address, or certificates, got neither; fix: give --tls FOLDER, made by 'actorcnn certificates', or --insecure if the network is closed to everybody else", "node", "--role", "worker", "--host", "10.0.0.5")]
    [InlineData("--nodes: not a possible number; expected a whole number from 1 to 256, got '0'; fix: change it", "cluster", "x.yaml", "--nodes", "0")]
    [InlineData("--monitor: not a place to listen; expected a port from 0 to 65535, or ADDRESS:PORT, got '70000'; fix: give one as 9464 or 0.0.0.0:9464", "train", "x.yaml", "--monitor", "70000")]
    [InlineData("--monitor: not a place to listen; expected a port from 0 to 65535, or ADDRESS:PORT, got 'here'; fix: give one as 9464 or 0.0.0.0:9464", "node", "--role", "worker", "--monitor", "here")]
    [InlineData("host 0.0.0.0: others could reach this node and take it over; expected a loopback address, or certificates, got neither; fix: give the port alone, or --insecure if the network is closed to everybody else", "train", "x.yaml", "--monitor", "0.0.0.0:0")]
    [InlineData("host 0.0.0.0: others could reach this node and take it over; expected a loopback address, or certificates, got neither; fix: give --tls FOLDER, made by 'actorcnn certificates', or --insecure if the network is closed to everybody else", "node", "--role", "worker", "--monitor", "0.0.0.0:0")]
    [InlineData("y.yaml: one argument too many; expected CONFIG, got y.yaml; fix: see actorcnn train --help", "train", "x.yaml", "y.yaml")]
    [InlineData("Required argument 'RUN' missing for command: 'evaluate'; fix: see actorcnn evaluate --help", "evaluate")]
    [InlineData("--foo: no such option; expected one that --help shows, got --foo; fix: see --help, or write ./ before a file's name", "evaluate", "--foo")]
    [InlineData("--dashboard-host: there is no dashboard; expected --dashboard too, got none; fix: add --dashboard", "train", "seed.yaml", "--dashboard-host", "127.0.0.1")]
    [InlineData("--dashboard: not a port; expected a whole number from 0 to 65535, or another option, got '65536'; fix: give the port, or write CONFIG before --dashboard", "train", "seed.yaml", "--dashboard", "65536")]
    [InlineData("--dashboard: not a port; expected a whole number from 0 to 65535, or another option, got 'x.yaml'; fix: give the port, or write CONFIG before --dashboard", "train", "--dashboard", "x.yaml")]
    [InlineData("node: a worker has no dashboard; expected --dashboard for the coordinator, got for a worker; fix: leave it out", "node", "--role", "worker", "--join", "10.0.0.5:4100", "--dashboard")]
    [InlineData("control: nothing that can be asked; expected one of pause, resume, checkpoint, stop, status, got 'halt'; fix: change it", "control", "runs/x", "halt")]
    [InlineData("--set batch-size: not an override; expected key=value, got 'batch-size'; fix: write it as --set training.batch-size=128", "train", "seed.yaml", "--set", "batch-size")]
    public async Task Should_answer_bad_usage_with_one_line_and_code_2(string line, params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(
            [.. arguments.Select(argument => argument == "seed.yaml" ? SeedConfiguration() : argument)]);

        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.Equal($"actorcnn: {line}\n", error);
    }

    [Fact]
    public async Task Should_name_the_options_that_there_are_when_one_is_unknown()
    {
        (int code, _, string error) = await RunAsync("train", "x.yaml", "--foo");

        Assert.Equal(2, code);
        Assert.StartsWith("actorcnn: --foo: no such option; expected one of --workers, --slices, --epochs, --seed, --out, --resume, --set, ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("train", "--help")]
    [InlineData("evaluate", "--help")]
    [InlineData("cluster", "--help")]
    [InlineData("node", "--help")]
    [InlineData("certificates", "--help")]
    [InlineData("predict", "-h")]
    [InlineData("inspect", "-?")]
    public async Task Should_help(params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(arguments);

        Assert.Equal(0, code);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
        Assert.Equal("", error);
    }

    [Fact]
    public void Should_tell_its_version() =>
        Assert.Equal(new CommandResult(0, "0.1.0\n", ""), CommandProcess.Run(Path.GetTempPath(), "--version"));

    [Fact]
    public async Task Should_show_where_an_error_came_from_only_when_asked()
    {
        (_, _, string plain) = await RunAsync("train", "none.yaml");
        (int code, _, string debug) = await RunAsync("--debug", "train", "none.yaml");

        Assert.Equal(2, code);
        Assert.StartsWith(plain, debug, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", plain, StringComparison.Ordinal);
        Assert.Contains("   at ", debug, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        int code = await CommandLine.RunAsync(arguments, new Terminal { Out = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private static string SeedConfiguration()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "config", "seed.yaml")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "config", "seed.yaml");
    }
}
