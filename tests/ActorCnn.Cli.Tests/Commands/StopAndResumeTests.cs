using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>Signals in mid-run, and going on to the bits of a run that was never stopped.</summary>
[Collection(TrainedRunGroup.Name)]
public sealed class StopAndResumeTests(TrainedRun run) : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public void Should_stop_with_a_checkpoint_and_go_on_to_the_same_weights(PosixSignal signal, int code)
    {
        CommandResult stopped = StopInMidRun(signal).AssertCode(code);

        Match end = Regex.Match(
            stopped.Out, $@"^stopped by {signal} after step (\d+); go on with: actorcnn train --resume run$", RegexOptions.Multiline);
        Assert.True(end.Success, stopped.Out);
        int step = int.Parse(end.Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Contains($"step-{step:D10}.ckpt", Checkpoints());
        Assert.Matches("^weights_sha256 [0-9a-f]{64}$", stopped.Lines[^1]);
        Assert.False(File.Exists(_scratch["run/summary.json"]));
        Assert.False(File.Exists(_scratch["run/model.safetensors"]));

        string epochs = $"{(step / Experiment.StepsPerEpoch) + 2}";
        CommandResult resumed = Train("--resume", "run", "--epochs", epochs).AssertCode(0);

        Assert.Contains($"from step {step}", resumed.Out, StringComparison.Ordinal);
        Assert.Equal(Train("--out", "whole", run.Configuration, "--epochs", epochs).AssertCode(0).WeightsSha256, resumed.WeightsSha256);
        Assert.Equal(WithoutTimes("whole"), WithoutTimes("run"));
    }

    [Fact]
    public void Should_go_on_to_the_same_weights_when_the_process_was_killed_and_let_no_other_in_before()
    {
        using CommandProcess process = CommandProcess.Start(
            _scratch.Root, "train", run.Configuration, "--out", "run", "--epochs", "1000000000",
            "--set", "training.checkpoints.every-steps=5");
        process.WaitForLine("^epoch 4/");
        string line = Train("--resume", "run").AssertBadInput();
        process.Kill();

        // A refusal tells the epoch of the newest checkpoint.
        Match refusal = Regex.Match(Train("--resume", "run", "--epochs", "1").AssertBadInput(), "expected at least ([0-9]+), got 1;");
        string epochs = $"{int.Parse(refusal.Groups[1].Value, CultureInfo.InvariantCulture) + 1}";
        string expected = Train("--out", "whole", run.Configuration, "--epochs", epochs).AssertCode(0).WeightsSha256;

        Assert.StartsWith("actorcnn: run: the directory cannot be locked; expected no other process training into it, ", line, StringComparison.Ordinal);
        Assert.Equal(expected, Train("--resume", "run", "--epochs", epochs).AssertCode(0).WeightsSha256);
    }

    [Fact]
    public void Should_end_at_once_on_the_second_signal()
    {
        // A step that takes many seconds: two thousand million floating-point operations for each of five thousand samples.
        string slow = _scratch.Write("slow.yaml",
            """
            name: slow
            data: { source: bands, height: 64, width: 64, train-samples: 5000, test-samples: 16 }
            network:
              - { type: conv, channels: 64, kernel: 5 }
              - { type: conv, channels: 64, kernel: 5 }
              - { type: max-pool, size: 56 }
              - { type: flatten }
              - { type: dense, units: 3 }
            training: { batch-size: 5000, epochs: 2 }
            """);
        using CommandProcess process = CommandProcess.Start(_scratch.Root, "train", slow, "--out", "run");
        process.WaitForLine("^training: ");
        process.Interrupt();
        process.WaitForLine("^SIGINT: the step in hand is finished and a checkpoint is written; once more ends at once$");
        process.Interrupt();

        process.WaitForExit().AssertCode(130);

        Assert.False(Directory.Exists(_scratch["run/checkpoints"]));
    }

    [Fact]
    public void Should_tell_of_a_damaged_checkpoint_and_go_on_from_the_one_before()
    {
        Train(run.Configuration, "--out", "run", "--epochs", "4", "--set", "training.checkpoints.every-steps=5").AssertCode(0);
        Assert.Equal(["step-0000000020.ckpt", "step-0000000025.ckpt", "step-0000000028.ckpt"], Checkpoints());
        Damage("step-0000000028.ckpt");

        CommandResult resumed = Train("--resume", "run", "--epochs", "6").AssertCode(0);

        Assert.Equal("warning: run/checkpoints/step-0000000028.ckpt: checkpoint passed over: the checksum does not match\n", resumed.Error);
        Assert.Contains("from step 25", resumed.Out, StringComparison.Ordinal);
        Assert.Equal(run.Result.WeightsSha256, resumed.WeightsSha256);
    }

    [Fact]
    public void Should_say_so_when_no_checkpoint_is_whole()
    {
        Train(run.Configuration, "--out", "run", "--epochs", "1").AssertCode(0);
        Damage("step-0000000007.ckpt");
        string summary = File.ReadAllText(_scratch["run/summary.json"]);

        CommandResult resumed = Train("--resume", "run", "--epochs", "2").AssertCode(2);

        Assert.Equal(
            """
            actorcnn: run/checkpoints/step-0000000007.ckpt: checkpoint passed over: the checksum does not match
            actorcnn: run: there is no checkpoint to go on from; expected a whole one in run/checkpoints, got 1 damaged; fix: train anew into another directory

            """,
            resumed.Error);
        Assert.Equal(summary, File.ReadAllText(_scratch["run/summary.json"]));
    }

    [Fact]
    public void Should_change_nothing_when_a_completed_run_is_resumed_unless_more_epochs_are_wanted()
    {
        Train(run.Configuration, "--out", "run", "--epochs", "4").AssertCode(0);
        DateTime written = File.GetLastWriteTimeUtc(_scratch["run/summary.json"]);

        CommandResult same = Train("--resume", "run").AssertCode(0);
        Assert.Equal("run: all 4 epochs are trained, nothing is left to do; --epochs N trains more", same.Lines[0]);
        Assert.Equal(2, same.Lines.Length);
        Assert.Equal(64, same.WeightsSha256.Length);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_scratch["run/summary.json"]));

        CommandResult more = Train("--resume", "run", "--epochs", "6").AssertCode(0);
        Assert.Equal(run.Result.WeightsSha256, more.WeightsSha256);
        Assert.Contains("epochs: 6", File.ReadAllText(_scratch["run/config.yaml"]), StringComparison.Ordinal);
        Assert.Equal(6, File.ReadLines(_scratch["run/metrics.jsonl"]).Count());
    }

    [Theory]
    [InlineData("run: the run began with another seed; expected 11, got 12; fix: ", "--resume", "run", "--seed", "12")]
    [InlineData("run: the run began with another training.batch-size; expected 24, got 25; fix: ", "--resume", "run", "--set", "training.batch-size=25")]
    [InlineData("run: the run has gone beyond the epochs that are wanted; expected at least 2, got 1; fix: ", "--resume", "run", "--epochs", "1")]
    [InlineData("other: not the directory of a run; ", "--resume", "other")]
    [InlineData("train: two directories; ", "--resume", "run", "--out", "new")]
    public void Should_refuse_to_go_on_as_another_run(string message, params string[] arguments)
    {
        Train(run.Configuration, "--out", "run", "--epochs", "2").AssertCode(0);
        File.Delete(_scratch["run/summary.json"]);

        string line = Train(arguments).AssertBadInput();

        Assert.StartsWith($"actorcnn: {message}", line, StringComparison.Ordinal);
        Assert.Equal(["run"], _scratch.Names);
    }

    [Fact]
    public void Should_go_on_with_a_configuration_that_agrees()
    {
        Train(run.Configuration, "--out", "run", "--epochs", "3").AssertCode(0);

        Assert.Equal(run.Result.WeightsSha256, Train(run.Configuration, "--resume", "run").AssertCode(0).WeightsSha256);
    }

    private CommandResult StopInMidRun(PosixSignal signal)
    {
        using CommandProcess process = CommandProcess.Start(
            _scratch.Root, "train", run.Configuration, "--out", "run", "--epochs", "1000000000", "--set", "training.evaluate-every=10");
        process.WaitForLine("^epoch ");
        process.Send(signal);
        return process.WaitForExit();
    }

    private CommandResult Train(params string[] arguments) => CommandProcess.Run(_scratch.Root, ["train", .. arguments]);

    private string[] Checkpoints() =>
        [.. Directory.GetFiles(_scratch["run/checkpoints"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private void Damage(string checkpoint)
    {
        string path = _scratch[$"run/checkpoints/{checkpoint}"];
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^100] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    // Epochs, steps and training losses: all that does not depend on time or on when the run was tested.
    private string[] WithoutTimes(string directory) => [.. File.ReadLines(_scratch[$"{directory}/metrics.jsonl"])
        .Select(line => line[..line.IndexOf(",\"test_loss\"", StringComparison.Ordinal)])];
}
