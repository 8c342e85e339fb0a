using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

[Collection(TrainedRunGroup.Name)]
public sealed class ExportTests(TrainedRun run) : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_write_the_model_and_say_what_is_in_it()
    {
        CommandResult result = Export("model.onnx").AssertCode(0);

        Assert.Equal(["model.onnx"], _scratch.Names);
        Assert.StartsWith($"onnx: model.onnx, {new FileInfo(_scratch["model.onnx"]).Length} bytes", result.Lines[0], StringComparison.Ordinal);
        Assert.Contains("(batch, 1, 12, 12)", result.Lines[1], StringComparison.Ordinal);
        Assert.Contains("(batch, 3)", result.Lines[2], StringComparison.Ordinal);
        Assert.Equal(run.Result.WeightsSha256, result.WeightsSha256);
    }

    [Fact]
    public void Should_write_over_a_file_only_when_told_to()
    {
        _scratch.Write("model.onnx", "mine");

        string line = Export("model.onnx").AssertBadInput();

        Assert.StartsWith("actorcnn: model.onnx: the file exists; ", line, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_scratch["model.onnx"]));
        Export("model.onnx", "--force").AssertCode(0);
        Assert.True(new FileInfo(_scratch["model.onnx"]).Length > 1000);
        Assert.Equal(["model.onnx"], _scratch.Names);
    }

    [Theory]
    [InlineData("none/model.onnx", "none/model.onnx: the file cannot be written; ")]
    [InlineData(".", "--onnx: not a file's name; ")]
    [InlineData("", "--onnx: not a file's name; ")]
    public void Should_name_a_place_where_no_file_can_be(string target, string start)
    {
        string line = Export(target).AssertBadInput();

        Assert.StartsWith($"actorcnn: {start}", line, StringComparison.Ordinal);
        Assert.Empty(_scratch.Names);
    }

    [Fact]
    public void Should_name_a_directory_that_holds_no_run()
    {
        string line = CommandProcess.Run(_scratch.Root, "export", "nothing", "--onnx", "model.onnx").AssertBadInput();

        Assert.StartsWith("actorcnn: nothing: not the directory of a run; ", line, StringComparison.Ordinal);
        Assert.Empty(_scratch.Names);
    }

    [Fact]
    public void Should_want_a_file() => Assert.Contains(
        "--onnx", CommandProcess.Run(_scratch.Root, "export", run.Directory).AssertBadInput(), StringComparison.Ordinal);

    private CommandResult Export(string target, params string[] options) =>
        CommandProcess.Run(_scratch.Root, ["export", run.Directory, "--onnx", target, .. options]);
}
