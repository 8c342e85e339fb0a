using System.Globalization;
using ActorCnn.Networks;
using ActorCnn.Training.Runs;
using CsCheck;

namespace ActorCnn.Training.Tests.Runs;

public sealed class MetricsTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly RunDirectory _run;

    public MetricsTests()
    {
        _run = RunDirectory.Create(_scratch["run"]);
    }

    public void Dispose()
    {
        _run.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public void Should_write_the_keys_that_scripts_depend_on()
    {
        EpochMetrics evaluated = Epoch(1) with { TestLoss = 0.25, TestAccuracy = 0.5, TestProbability = 0.75 };
        Write(0, evaluated, Epoch(2));

        const string Expected =
            """{"epoch":1,"step":10,"train_loss":0.1,"test_loss":0.25,"test_accuracy":0.5,"test_probability":"""
            + """0.75,"samples_per_second":1000.5,"learning_rate":0.1,"elapsed_seconds":1.5}"""
            + "\n"
            + """{"epoch":2,"step":20,"train_loss":0.1,"test_loss":null,"test_accuracy":null,"test_probability":"""
            + """null,"samples_per_second":1000.5,"learning_rate":0.1,"elapsed_seconds":1.5}"""
            + "\n";
        Assert.Equal(Expected, File.ReadAllText(_run.Metrics));
        Assert.Equal([evaluated, Epoch(2)], _run.ReadMetrics());
    }

    [Fact]
    public void Should_write_a_decimal_point_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal("0,5", 0.5.ToString(comma));

            Write(0, Epoch(1));
            Assert.Equal([Epoch(1)], _run.ReadMetrics());
            Assert.Contains("\"train_loss\":0.1,", File.ReadAllText(_run.Metrics), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Should_write_null_for_a_number_that_is_none()
    {
        Write(0, Epoch(1) with { TrainLoss = double.NaN, TestLoss = double.PositiveInfinity, SamplesPerSecond = double.NegativeInfinity });

        Assert.Contains("\"train_loss\":null,\"test_loss\":null,", File.ReadAllText(_run.Metrics), StringComparison.Ordinal);
        Assert.Equal([Epoch(1) with { TrainLoss = double.NaN, SamplesPerSecond = double.NaN }], _run.ReadMetrics());
    }

    [Fact]
    public void Should_have_no_metrics_without_a_file() => Assert.Empty(_run.ReadMetrics());

    [Fact]
    public void Should_show_each_line_to_a_reader_at_once()
    {
        using MetricsWriter writer = _run.OpenMetrics(0);
        using RunDirectory reader = OpenAsReader();
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            writer.Write(Epoch(epoch));
            Assert.Equal(epoch, reader.ReadMetrics().Count);
        }
    }

    [Fact]
    public void Should_pass_over_a_last_line_cut_anywhere()
    {
        Write(0, Epoch(1), Epoch(2));
        int first = File.ReadAllText(_run.Metrics).IndexOf('\n', StringComparison.Ordinal) + 1;
        using FileStream file = new(_run.Metrics, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

        // Only the line feed is missing: the line is whole.
        file.SetLength(file.Length - 1);
        Assert.Equal([Epoch(1), Epoch(2)], _run.ReadMetrics());

        while (file.Length > first)
        {
            file.SetLength(file.Length - 1);
            Assert.Equal([Epoch(1)], _run.ReadMetrics());
        }
    }

    [Fact]
    public void Should_name_a_damaged_line_in_the_middle()
    {
        Write(0, Epoch(1), Epoch(2), Epoch(3));
        string[] lines = File.ReadAllLines(_run.Metrics);
        lines[1] = lines[1][..20];
        File.WriteAllLines(_run.Metrics, lines);

        string message = Assert.Throws<InvalidInputException>(() => _run.ReadMetrics()).Message;
        Assert.StartsWith($"{_run.Metrics}:2: not a line of metrics; expected ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_or_read_any_bytes_without_another_exception() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            File.WriteAllBytes(_run.Metrics, [.. "{\"epoch\":"u8, .. bytes]);
            try
            {
                Assert.Empty(_run.ReadMetrics());
            }
            catch (InvalidInputException)
            {
            }
        }, threads: 1);

    [Fact]
    public void Should_drop_lines_after_the_checkpoint_and_a_cut_one_when_a_run_resumes()
    {
        Write(0, Epoch(1), Epoch(2), Epoch(3));
        File.AppendAllText(_run.Metrics, "{\"epoch\":4,\"st");
        EpochMetrics again = Epoch(3) with { ElapsedSeconds = 99 };

        Write(2, again);

        Assert.Equal([Epoch(1), Epoch(2), again], _run.ReadMetrics());
        Assert.Equal(3, File.ReadAllText(_run.Metrics).Count(c => c == '\n'));
    }

    [Fact]
    public void Should_end_a_whole_last_line_whose_line_feed_was_cut_before_going_on()
    {
        Write(0, Epoch(1));
        string text = File.ReadAllText(_run.Metrics);
        File.WriteAllText(_run.Metrics, text.TrimEnd('\n'));

        Write(1, Epoch(2));

        Assert.Equal([Epoch(1), Epoch(2)], _run.ReadMetrics());
    }

    [Fact]
    public void Should_keep_the_old_lines_byte_for_byte()
    {
        Write(0, Epoch(1));
        string line = File.ReadAllText(_run.Metrics).Replace("{\"epoch\":1,", "{ \"epoch\": 1, \"later\": true,", StringComparison.Ordinal);
        File.WriteAllText(_run.Metrics, line);

        Write(1, Epoch(2));

        Assert.StartsWith(line, File.ReadAllText(_run.Metrics), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_keep_the_metrics_when_they_cannot_be_trimmed()
    {
        Write(0, Epoch(1), Epoch(2));
        File.CreateSymbolicLink(_run.Metrics + ".tmp", "/dev/full");

        Assert.Throws<IOException>(() => _run.OpenMetrics(1));

        Assert.Equal([Epoch(1), Epoch(2)], _run.ReadMetrics());
    }

    private static EpochMetrics Epoch(int epoch) => new()
    {
        Epoch = epoch,
        Step = 10 * epoch,
        TrainLoss = 0.1,
        SamplesPerSecond = 1000.5,
        LearningRate = 0.1f,
        ElapsedSeconds = 1.5,
    };

    private void Write(int keepThroughEpoch, params EpochMetrics[] epochs)
    {
        using MetricsWriter writer = _run.OpenMetrics(keepThroughEpoch);
        foreach (EpochMetrics epoch in epochs)
        {
            writer.Write(epoch);
        }
    }

    private RunDirectory OpenAsReader()
    {
        _run.WriteConfig("name: x\n");
        return RunDirectory.Open(_run.Root);
    }
}
