using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>The promise: the same bits, however the work is shared out and however wide the vectors are.</summary>
[Collection(TrainedRunGroup.Name)]
public sealed class DeterminismTests(TrainedRun run)
{
    // Two workers trained the run that the others are held against.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void Should_reach_the_same_weights_with_any_number_of_workers(int workers) =>
        Assert.Equal(run.Result.WeightsSha256, Train([], "--workers", $"{workers}"));

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    public void Should_reach_the_same_weights_without(string vectors) =>
        Assert.Equal(run.Result.WeightsSha256, Train(new() { [vectors] = "0" }));

    [Fact]
    public void Should_reach_other_weights_with_another_seed() =>
        Assert.NotEqual(run.Result.WeightsSha256, Train([], "--seed", "12"));

    private string Train(Dictionary<string, string> environment, params string[] options)
    {
        using ScratchDirectory scratch = new();
        string hash = CommandProcess.Run(scratch.Root, environment, ["train", run.Configuration, .. options]).AssertCode(0).WeightsSha256;
        Assert.Equal(64, hash.Length);
        return hash;
    }
}
