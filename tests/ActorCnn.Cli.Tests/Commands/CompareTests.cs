using System.Text.RegularExpressions;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

public sealed class CompareTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly string _configuration;

    public CompareTests() => _configuration = Experiment.Write(_scratch);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_train_each_trial_to_the_hash_of_train_alone()
    {
        CommandResult result = Run("--trials", "2", "--vary", "network.0.freeze=true,false", "--at", "2", "--out", "both").AssertCode(0);
        string alone = CommandProcess.Run(
            _scratch.Root, "train", _configuration, "--seed", "12", "--set", "network.0.freeze=true", "--workers", "2", "--out", "alone")
            .AssertCode(0).WeightsSha256;

        Assert.Equal("comparison: 2 variants, 2 trials each", result.Lines[0][..37]);
        Assert.Equal(["1-network.0.freeze-true", "2-network.0.freeze-false", "curves.csv", "curves.png", "trials.csv"], NamesIn("both"));
        string[] trials = File.ReadAllLines(_scratch["both/trials.csv"]);
        Assert.Equal(5, trials.Length);
        Assert.StartsWith($"network.0.freeze=true,2,12,{alone},6,", trials[2], StringComparison.Ordinal);
        Assert.Equal(4, trials.Skip(1).Select(line => line.Split(',')[3]).Distinct().Count());
        Assert.Equal(alone, CommandProcess.Run(_scratch.Root, "inspect", "both/1-network.0.freeze-true/seed-12").AssertCode(0).WeightsSha256);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_scratch["both/curves.png"])[..4]);
        Assert.Equal(
            ["network.0.freeze=true 2", "network.0.freeze=true 6", "network.0.freeze=false 2", "network.0.freeze=false 6"],
            result.Lines.Select(line => Regex.Match(line, @"^(network\S+) +(\d) +2 +0\.")).Where(match => match.Success)
                .Select(match => $"{match.Groups[1]} {match.Groups[2]}"));
        Assert.Equal("comparison: both", result.Lines[^1]);
    }

    [Fact]
    public void Should_write_nothing_when_one_variant_cannot_be_used()
    {
        string line = Run("--vary", "training.batch-size=8,x").AssertBadInput();

        Assert.StartsWith("actorcnn: variant training.batch-size=x: --set training.batch-size=x: not a whole number", line, StringComparison.Ordinal);
        Assert.Equal(["stripes.yaml"], _scratch.Names);
    }

    [Fact]
    public void Should_keep_whole_trials_alone_when_stopped()
    {
        using CommandProcess process = CommandProcess.Start(
            _scratch.Root, "compare", _configuration, "--trials", "2", "--vary", "training.epochs=2,2000000000", "--at-once", "2", "--out", "both");
        process.WaitForLine("^1/4 ");
        process.Interrupt();
        CommandResult result = process.WaitForExit().AssertCode(130);

        Assert.Contains("SIGINT: trials that have not ended are dropped", result.Error, StringComparison.Ordinal);
        Assert.Equal(["1-training.epochs-2", "curves.csv", "curves.png", "trials.csv"], NamesIn("both"));
        string[] trials = File.ReadAllLines(_scratch["both/trials.csv"])[1..];
        Assert.NotEmpty(trials);
        Assert.Equal(trials.Length, Directory.GetDirectories(_scratch["both/1-training.epochs-2"]).Length);
        Assert.Contains($"stopped: {trials.Length} of 4 trials have ended", result.Lines);
    }

    [Fact]
    public void Should_go_on_and_exit_with_1_when_a_trial_fails()
    {
        CommandResult result = Run(
            "--trials", "1", "--vary", "training.optimizer.learning-rate=1000000,0.01", "--out", "both", "--set",
            "network=[{ type: flatten }, { type: dense, units: 8 }, { type: dense, units: 3 }]").AssertCode(1);

        Assert.Matches(@"learning-rate=1000000  seed 11  failed: step \d+", result.Error);
        string[] trials = File.ReadAllLines(_scratch["both/trials.csv"]);
        Assert.Matches(@"^training\.optimizer\.learning-rate=1000000,1,11,,,,,,,,1-\S+/seed-11,""?step ", trials[1]);
        Assert.Matches("^training.optimizer.learning-rate=0.01,1,11,[0-9a-f]{64},6,", trials[2]);
    }

    private CommandResult Run(params string[] arguments) =>
        CommandProcess.Run(_scratch.Root, ["compare", _configuration, .. arguments]);

    private string[] NamesIn(string folder) =>
        [.. Directory.GetFileSystemEntries(_scratch[folder]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
