using System.Text.Json;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

[Collection(TrainedRunGroup.Name)]
public sealed class EvaluateTests(TrainedRun run)
{
    [Fact]
    public void Should_find_what_the_run_itself_found_at_its_end()
    {
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Directory, "summary.json")));

        CommandResult result = CommandProcess.Run(run.Folder, "evaluate", "run").AssertCode(0);

        Assert.Equal($"model: {Path.Combine("run", "model.safetensors")} after 6 epochs", result.Lines[0]);
        Assert.Equal("samples: 40 test images", result.Lines[1]);
        Assert.Equal(FormattableString.Invariant($"test_loss {Number("test_loss"):0.0000}"), result.Lines[2]);
        Assert.Equal(FormattableString.Invariant($"test_accuracy {Number("test_accuracy"):0.0000}"), result.Lines[3]);
        Assert.Equal(FormattableString.Invariant($"test_probability {Number("test_probability"):0.0000}"), result.Lines[4]);
        Assert.Equal(run.Result.WeightsSha256, result.WeightsSha256);

        double Number(string key) => summary.RootElement.GetProperty(key).GetDouble();
    }

    [Fact]
    public void Should_show_which_class_was_taken_for_which()
    {
        string[] lines = CommandProcess.Run(run.Folder, "evaluate", "run", "--workers", "3").AssertCode(0).Lines;

        int[][] rows = [.. lines.SkipWhile(line => !line.StartsWith("confusion: ", StringComparison.Ordinal)).Skip(2).Take(3)
            .Select((line, row) =>
            {
                Assert.StartsWith($"band {row + 1}  ", line, StringComparison.Ordinal);
                return line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(int.Parse).ToArray();
            })];

        // Forty samples of classes 0, 1, 2, 0, 1, …
        Assert.Equal([14, 13, 13], rows.Select(row => row.Sum()));
        double accuracy = (rows[0][0] + rows[1][1] + rows[2][2]) / 40.0;
        Assert.Contains(FormattableString.Invariant($"test_accuracy {accuracy:0.0000}"), lines);
    }

    [Fact]
    public void Should_say_that_generated_data_are_in_no_folder() =>
        Assert.StartsWith(
            "actorcnn: --data: the run's data come from no folder; ",
            CommandProcess.Run(run.Folder, "evaluate", "run", "--data", "elsewhere").AssertBadInput(), StringComparison.Ordinal);

    [Fact]
    public void Should_say_how_to_finish_a_run_without_a_model()
    {
        using ScratchDirectory scratch = new();
        Directory.CreateDirectory(scratch["unfinished"]);
        File.Copy(run.Configuration, scratch["unfinished/config.yaml"]);

        string line = CommandProcess.Run(scratch.Root, "evaluate", "unfinished").AssertBadInput();

        Assert.Equal(
            "actorcnn: unfinished: the run has no model yet; expected model.safetensors, got none; fix: finish it with: actorcnn train --resume unfinished",
            line);
    }

    [Fact]
    public void Should_notice_a_model_that_was_damaged()
    {
        using ScratchDirectory scratch = new();
        File.Copy(Path.Combine(run.Directory, "config.yaml"), scratch["config.yaml"]);
        byte[] model = File.ReadAllBytes(Path.Combine(run.Directory, "model.safetensors"));
        model[^1] ^= 1;
        File.WriteAllBytes(scratch["model.safetensors"], model);

        string line = CommandProcess.Run(run.Folder, "evaluate", scratch.Root).AssertBadInput();

        Assert.Contains("the weights are not those that its metadata name", line, StringComparison.Ordinal);
    }
}
