using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

[Collection(TrainedRunGroup.Name)]
public sealed class ReportTests(TrainedRun run)
{
    [Fact]
    public void Should_write_a_page_with_the_hash_and_the_confusions()
    {
        using ScratchDirectory scratch = new();
        CommandResult result = CommandProcess.Run(scratch.Root, "report", run.Directory, "--out", "run.html").AssertCode(0);

        Assert.Equal("report: run.html\n", result.Out);
        string page = File.ReadAllText(scratch["run.html"]);
        Assert.Contains(run.Result.WeightsSha256, page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">band 3</th>", page, StringComparison.Ordinal);
        Assert.Contains("filter 3: weights from ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_write_into_the_runs_directory_unless_told_otherwise_also_before_the_run_is_done()
    {
        using ScratchDirectory scratch = new();
        Directory.CreateDirectory(scratch["begun"]);
        File.Copy(Path.Combine(run.Directory, "config.yaml"), scratch["begun/config.yaml"]);

        CommandProcess.Run(scratch.Root, "report", "begun").AssertCode(0);

        Assert.Contains("The run has no model yet.", File.ReadAllText(scratch["begun/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_replace_no_file_of_another_kind() =>
        Assert.Contains(
            "--out: not the name of such a file; expected a name that ends in .html, got 'config.yaml'",
            CommandProcess.Run(run.Folder, "report", run.Directory, "--out", "config.yaml").AssertBadInput(), StringComparison.Ordinal);
}
