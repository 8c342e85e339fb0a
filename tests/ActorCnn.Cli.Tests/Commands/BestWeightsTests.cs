using System.Text.Json;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>A run that stops early and keeps its best weights.</summary>
public sealed class BestWeightsTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_stop_early_and_have_the_best_weights_beside_the_last()
    {
        // From the second evaluation on, none is that much better than the first.
        CommandResult trained = CommandProcess.Run(
            _scratch.Root, "train", Experiment.Write(_scratch), "--out", "run", "--epochs", "60", "--set",
            "training.early-stopping={ monitor: test_accuracy, patience: 3, min-delta: 0.9 }", "--set", "training.keep-best=test_probability").AssertCode(0);

        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(_scratch["run/summary.json"]));
        JsonElement root = summary.RootElement;
        Assert.Equal((8, 8), (root.GetProperty("epochs").GetInt32(), root.GetProperty("best_epoch").GetInt32()));
        Assert.Equal(root.GetProperty("test_probability").GetDouble(), root.GetProperty("best_test_probability").GetDouble());
        Assert.StartsWith(
            "stopped early after epoch 8: test_accuracy has not improved for 3 evaluations", root.GetProperty("stopped_early").GetString(), StringComparison.Ordinal);
        Assert.Contains(trained.Lines, line => line.StartsWith("stopped early after epoch 8", StringComparison.Ordinal));
        Assert.Contains(trained.Lines, line => line.StartsWith("best: epoch 8 ", StringComparison.Ordinal));

        CommandResult best = CommandProcess.Run(_scratch.Root, "evaluate", "run", "--weights", "best").AssertCode(0);
        Assert.Contains($"model: {Path.Combine("run", "best.safetensors")} after 8 epochs", best.Lines);
        Assert.Equal(trained.WeightsSha256, best.WeightsSha256);
        Assert.Contains(
            "nothing is left to do", CommandProcess.Run(_scratch.Root, "train", "--resume", "run").AssertCode(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_the_best_weights_of_a_run_that_keeps_none_and_weights_that_are_neither()
    {
        CommandProcess.Run(_scratch.Root, "train", Experiment.Write(_scratch), "--out", "run", "--epochs", "1").AssertCode(0);

        Assert.Contains(
            "the run does not keep its best weights", CommandProcess.Run(_scratch.Root, "evaluate", "run", "--weights", "best").AssertBadInput(),
            StringComparison.Ordinal);
        Assert.Contains("last or best", CommandProcess.Run(_scratch.Root, "evaluate", "run", "--weights", "worst").AssertBadInput(), StringComparison.Ordinal);
    }
}
