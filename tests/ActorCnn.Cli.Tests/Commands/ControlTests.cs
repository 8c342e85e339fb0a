using System.Globalization;
using System.Text.RegularExpressions;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>A run that another process pauses, saves, resumes and stops, by whole processes.</summary>
[Collection(TrainedRunGroup.Name)]
public sealed class ControlTests(TrainedRun run) : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_come_to_the_weights_of_a_run_that_nobody_touched()
    {
        CommandResult stopped;
        using (CommandProcess process = CommandProcess.Start(
            _scratch.Root, "train", run.Configuration, "--out", "run", "--epochs", "1000000000", "--set", "training.evaluate-every=10"))
        {
            process.WaitForLine("^epoch ");
            Assert.Equal(["the run finishes the step in hand and waits"], Control("pause").Lines);
            string step = Regex.Match(process.WaitForLine("^pause after step [0-9]+, asked for by control"), "[0-9]+").Value;
            Assert.StartsWith($"paused after step {step}, ", Control("status").Lines[0], StringComparison.Ordinal);
            Control("checkpoint");
            process.WaitForLine($"^checkpoint after step {step}, asked for by control");
            Assert.True(File.Exists(_scratch[$"run/checkpoints/step-{step.PadLeft(10, '0')}.ckpt"]));
            Control("resume");
            process.WaitForLine($"^resume after step {step}, asked for by control");
            Control("stop");
            stopped = process.WaitForExit().AssertCode(143);
        }

        int steps = int.Parse(
            Regex.Match(stopped.Out, "^stopped by control after step ([0-9]+); go on with: ", RegexOptions.Multiline).Groups[1].Value,
            CultureInfo.InvariantCulture);
        string epochs = $"{(steps / Experiment.StepsPerEpoch) + 2}";
        CommandResult resumed = CommandProcess.Run(_scratch.Root, "train", "--resume", "run", "--epochs", epochs).AssertCode(0);
        CommandResult whole = CommandProcess.Run(_scratch.Root, "train", run.Configuration, "--out", "whole", "--epochs", epochs).AssertCode(0);

        Assert.Equal(whole.WeightsSha256, resumed.WeightsSha256);
        Assert.Equal(
            ["pause", "checkpoint", "resume", "stop"],
            File.ReadLines(_scratch["run/control.jsonl"]).Select(line => Regex.Match(line, "^{\"change\":\"([a-z]+)\",\"by\":\"control\",").Groups[1].Value));
    }

    [Fact]
    public void Should_say_so_when_nobody_trains_the_run()
    {
        string line = CommandProcess.Run(run.Folder, "control", run.Directory, "pause").AssertBadInput();
        Assert.Contains(": no process trains this run; ", line, StringComparison.Ordinal);
    }

    private CommandResult Control(string change) => CommandProcess.Run(_scratch.Root, "control", "run", change).AssertCode(0);
}
