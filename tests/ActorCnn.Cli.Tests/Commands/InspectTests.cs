using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

[Collection(TrainedRunGroup.Name)]
public sealed class InspectTests(TrainedRun run)
{
    private const string Table =
        """
        layer  type      settings        output  parameters
               input                    1x12x12
            0  conv      4@3x3 pad 1x1  4x12x12          40
            1  relu                     4x12x12
            2  max-pool  2x2              4x6x6
            3  flatten                      144
            4  dense     3                    3         435
               total                                    475

        """;

    [Fact]
    public void Should_show_the_layers_of_a_configuration() =>
        Assert.Equal(Table, CommandProcess.Run(run.Folder, "inspect", run.Configuration).AssertCode(0).Out);

    [Fact]
    public void Should_show_the_layers_the_history_and_the_summary_of_a_run()
    {
        CommandResult result = CommandProcess.Run(run.Folder, "inspect", "run").AssertCode(0);

        Assert.StartsWith(Table, result.Out, StringComparison.Ordinal);
        Assert.Contains("history: 6 of 6 epochs", result.Lines);
        Assert.Equal(
            ["2", "4", "6"],
            result.Lines.SkipWhile(line => !line.TrimStart().StartsWith("epoch ", StringComparison.Ordinal)).Skip(1).Take(3)
                .Select(line => line.TrimStart().Split(' ')[0]));
        Assert.Contains("nodes 1  workers 2  shards_reissued 0  nodes_lost 0", result.Lines);
        Assert.Equal(run.Result.WeightsSha256, result.WeightsSha256);
    }

    [Fact]
    public void Should_refuse_a_folder_that_is_no_run() =>
        Assert.Contains(
            "not the directory of a run",
            CommandProcess.Run(run.Folder, "inspect", Path.GetTempPath()).AssertBadInput(), StringComparison.Ordinal);
}
