using ActorCnn.Cli.Output;
using ActorCnn.Cli.Progress;
using ActorCnn.Training.Reporting;
using Spectre.Console;
using Spectre.Console.Testing;
using static ActorCnn.Cli.Tests.Progress.RunEventsOfATest;

namespace ActorCnn.Cli.Tests.Progress;

/// <summary>What is shown of a run while it trains.</summary>
public sealed class ProgressTests
{
    [Fact]
    public void Should_write_a_line_for_each_tested_epoch_and_warnings_beside_them()
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        ProgressLines progress = new(new Terminal { Out = output, Error = error });

        Array.ForEach<RunEvent>([Started(), Step(0, 1), Epoch(1, isTested: false), Epoch(2), Warning("a worker failed")], progress.OnEvent);

        Assert.Equal(
            """
            training: 3 workers, 10 epochs of 4 steps, from step 0
            epoch 2/10  loss 0.2500  test_accuracy 0.875  test_probability 0.7500  1234 samples/s  1:02:05

            """, output.ToString());
        Assert.Equal("warning: a worker failed\n", error.ToString());
    }

    [Fact]
    public void Should_show_a_bar_the_newest_numbers_and_the_time_left()
    {
        ManualTime time = new();
        RunProgress progress = new(time);
        Assert.Equal("starting", Show(progress).Trim());
        progress.OnEvent(Started(epoch: 2));
        progress.OnEvent(Step(8, 0.5));
        progress.OnEvent(Step(9, 0.25));
        time.Now += TimeSpan.FromSeconds(4);

        // Two of the ten epochs were done before, ten of forty steps are done, two of them in four seconds.
        Assert.Equal(
            """
            ━━━━━━━━━━━━━━━─────────────────────────────────────────────  25 %  0:01:00 left
            epoch 3/10  loss 0.3750  accuracy 0.750  4 samples/s
            not yet tested
            """, Show(progress));

        progress.OnEvent(Epoch(3));
        Assert.EndsWith("\ntested after epoch 3  accuracy 0.875  probability 0.7500", Show(progress), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_begin_the_metrics_of_a_new_epoch_anew()
    {
        RunProgress progress = new(new ManualTime());
        progress.OnEvent(Started());
        progress.OnEvent(Step(3, 8));
        progress.OnEvent(Step(4, 0.5));

        Assert.Equal((2, 0.5), (progress.Look()!.Epoch, progress.Look()!.Train.Loss));
    }

    [Fact]
    public void Should_not_wrap_on_a_narrow_terminal()
    {
        RunProgress progress = new(new ManualTime());
        progress.OnEvent(Started());
        progress.OnEvent(Step(0, 0.5));

        Assert.All(Show(progress, width: 60).Split('\n'), line => Assert.InRange(line.Length, 1, 60));
    }

    [Fact]
    public void Should_leave_the_last_numbers_and_every_warning_on_a_live_terminal()
    {
        TestConsole console = new TestConsole().Width(100).Interactive();
        using (LiveProgress progress = new(console, error: null, TimeProvider.System))
        {
            Array.ForEach<RunEvent>([Started(), Step(0, 0.5), Epoch(1), Warning("a worker failed"), Epoch(2)], progress.OnEvent);
        }

        Assert.Contains("training: 3 workers, 10 epochs of 4 steps, from step 0", console.Output, StringComparison.Ordinal);
        Assert.Contains("epoch 2/10  loss 0.2500", console.Output, StringComparison.Ordinal);
        Assert.Contains("warning: a worker failed", console.Output, StringComparison.Ordinal);
        Assert.EndsWith("tested after epoch 2  accuracy 0.875  probability 0.7500", console.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2.30259, "2.3026")]
    [InlineData(0.000252, "2.52e-4")]
    [InlineData(0, "0.0000")]
    [InlineData(double.NaN, "NaN")]
    public void Should_show_losses_of_any_size(double loss, string text) => Assert.Equal(text, ProgressText.Loss(loss));

    private static string Show(RunProgress progress, int width = 90)
    {
        TestConsole console = new TestConsole().Width(width).SupportsUnicode(true);
        console.Write(ProgressView.Of(progress.Look()));
        return string.Join('\n', console.Lines.Select(line => line.TrimEnd())).TrimEnd();
    }

    private sealed class ManualTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
