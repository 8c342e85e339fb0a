using System.Text.RegularExpressions;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary><c>runs list</c> and <c>runs compare</c>.</summary>
[Collection(TrainedRunGroup.Name)]
public sealed class RunsTests(TrainedRun run) : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_list_runs_in_every_state()
    {
        Train("a-done", "--epochs", "2").AssertCode(0);
        Train(
            "b-failed", "--set", "training.optimizer.learning-rate=1000000", "--set",
            "network=[{ type: flatten }, { type: dense, units: 8 }, { type: dense, units: 3 }]").AssertCode(1);
        using CommandProcess process = CommandProcess.Start(
            _scratch.Root, "train", run.Configuration, "--out", "runs/c-open", "--epochs", "2000000000");
        process.WaitForLine("^epoch 2/");
        string[] during = List().Lines;
        process.Interrupt();
        process.WaitForExit().AssertCode(130);
        Directory.CreateDirectory(_scratch["runs/other"]);
        Directory.CreateDirectory(_scratch["runs/d-damaged"]);
        _scratch.Write("runs/d-damaged/config.yaml", "name: [");
        CommandResult after = List();

        const string Time = @"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d";
        Assert.Matches("^run +started +state +epochs +test_accuracy +time +weights_sha256$", after.Lines[0]);
        Assert.Equal(5, after.Lines.Length);
        Assert.Matches($@"^a-done +{Time} +done +2/2 +\d\.\d{{4}} +0:00:\d\d +[0-9a-f]{{12}}$", after.Lines[1]);
        Assert.Matches($@"^b-failed +{Time} +failed +\d+/6 +", after.Lines[2]);
        Assert.Matches($@"^c-open +{Time} +training +\d+/2000000000 +\d\.\d{{4}} +\d:\d\d:\d\d$", during[3]);
        Assert.Matches($@"^c-open +{Time} +stopped +\d+/2000000000 +\d\.\d{{4}} +\d:\d\d:\d\d$", after.Lines[3]);
        Assert.Matches($@"^d-damaged +{Time} +damaged +", after.Lines[4]);
        Assert.Matches(@"^b-failed: step \d+ .*\nd-damaged: \S+config\.yaml\S*: broken YAML", after.Error);
    }

    [Fact]
    public void Should_show_the_settings_that_differ_the_figures_and_the_curves()
    {
        Train("a", "--epochs", "2", "--seed", "5", "--set", "network.0.channels=2").AssertCode(0);
        CommandResult result = CommandProcess.Run(
            _scratch.Root, "runs", "compare", "runs/a", run.Directory, "--plot", "curves.png").AssertCode(0);

        string[] lines = [.. result.Lines.Select(line => Regex.Replace(line.Trim(), " +", " "))];
        Assert.Equal(
            ["settings that differ:", $"setting runs/a {run.Directory}", "seed 5 11", "network.0.channels 2 4", "training.epochs 2 6", "figures at the end:"],
            lines[..6]);
        Assert.Contains("epochs 2 6", lines);
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^test_accuracy \d\.\d{4} \d\.\d{4}$"));
        Assert.Contains(lines, line => line.StartsWith("weights_sha256 ", StringComparison.Ordinal) && line.EndsWith(run.Result.WeightsSha256, StringComparison.Ordinal));
        Assert.Equal("plot: curves.png", lines[^1]);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_scratch["curves.png"])[..4]);
    }

    [Fact]
    public void Should_say_that_no_setting_differs() =>
        Assert.Equal(
            "settings: all the same",
            CommandProcess.Run(_scratch.Root, "runs", "compare", run.Directory, run.Directory).AssertCode(0).Lines[0]);

    [Theory]
    [InlineData("runs: ", "runs")]
    [InlineData("nowhere: no such directory", "runs", "list", "nowhere")]
    [InlineData("lst: no such command; expected one of list, compare, got lst; fix: see actorcnn runs --help", "runs", "lst")]
    [InlineData("--plot: not the name of such a file; expected a name that ends in .png, got 'config.yaml'", "runs", "compare", "a", "b", "--plot", "config.yaml")]
    [InlineData("nowhere: not the directory of a run", "runs", "compare", "nowhere", "b")]
    public void Should_refuse_what_is_not_there(string message, params string[] arguments)
    {
        string line = CommandProcess.Run(_scratch.Root, arguments).AssertBadInput();

        Assert.Contains(arguments.Length == 1 ? "actorcnn runs --help" : message, line, StringComparison.Ordinal);
    }

    private CommandResult Train(string name, params string[] arguments) =>
        CommandProcess.Run(_scratch.Root, ["train", run.Configuration, "--out", $"runs/{name}", .. arguments]);

    private CommandResult List() => CommandProcess.Run(_scratch.Root, "runs", "list").AssertCode(0);
}
