using ActorCnn.Networks;
using ActorCnn.Training.Runs;

namespace ActorCnn.Training.Tests.Runs;

public sealed class RunDirectoryTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 15, 6, 7, TimeSpan.FromHours(2));
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("digits", "digits-20260304-150607")]
    [InlineData("My run/v1.2: a*b?", "My-run-v1.2--a-b-20260304-150607")]
    [InlineData("../../etc/passwd", "etc-passwd-20260304-150607")]
    [InlineData("grüße_2", "grüße_2-20260304-150607")]
    [InlineData("", "run-20260304-150607")]
    [InlineData("..", "run-20260304-150607")]
    [InlineData("\0\n/", "run-20260304-150607")]
    public void Should_name_a_run_after_its_name_and_time(string name, string expected) =>
        Assert.Equal(Path.Combine("runs", expected), RunDirectory.DefaultPath(name, Now));

    [Fact]
    public void Should_keep_the_name_of_a_run_short_enough_for_a_file_system()
    {
        string path = RunDirectory.DefaultPath(new string('長', 1000), Now, _scratch.Root);

        using RunDirectory run = RunDirectory.Create(path);
        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public void Should_put_a_suffix_behind_a_name_that_is_taken()
    {
        Directory.CreateDirectory(_scratch["a-20260304-150607"]);
        File.WriteAllText(_scratch["a-20260304-150607-2"], "");

        Assert.Equal(_scratch["a-20260304-150607-3"], RunDirectory.DefaultPath("a", Now, _scratch.Root));
        Assert.Equal(2, _scratch.Names.Length);
    }

    [Fact]
    public void Should_create_the_directory_and_its_parents_beside_files_of_somebody_else()
    {
        Directory.CreateDirectory(_scratch["a/b"]);
        File.WriteAllText(_scratch["a/b/notes.txt"], "mine");

        using RunDirectory run = RunDirectory.Create(_scratch["a/b"]);
        using RunDirectory deeper = RunDirectory.Create(_scratch["a/b/c/d"]);
        run.WriteConfig("name: ü\n");

        Assert.Equal("name: ü\n", File.ReadAllText(_scratch["a/b/config.yaml"]));
        Assert.Equal("mine", File.ReadAllText(_scratch["a/b/notes.txt"]));
    }

    [Theory]
    [InlineData("config.yaml")]
    [InlineData("metrics.jsonl")]
    [InlineData("model.safetensors")]
    [InlineData("summary.json")]
    [InlineData("checkpoints")]
    public void Should_never_create_over_a_run_that_exists(string left)
    {
        if (left == "checkpoints")
        {
            Directory.CreateDirectory(_scratch[left]);
        }
        else
        {
            File.WriteAllText(_scratch[left], "precious");
        }

        AssertRefused(
            () => RunDirectory.Create(_scratch.Root),
            $"{_scratch.Root}: the directory already holds a run; expected a new or an empty directory, got {left}; fix: ");
        Assert.Equal([left], _scratch.Names);
    }

    [Fact]
    public void Should_refuse_a_file_where_a_directory_should_be()
    {
        File.WriteAllText(_scratch["file"], "");

        AssertRefused(() => RunDirectory.Create(_scratch["file"]), "the directory cannot be written to");
        AssertRefused(() => RunDirectory.Create(_scratch["file/run"]), "the directory cannot be written to");
    }

    [Fact]
    public void Should_name_what_is_missing_in_what_is_no_run()
    {
        AssertRefused(() => RunDirectory.Open(_scratch["none"]), "expected a directory with config.yaml, got no such directory");
        AssertRefused(() => RunDirectory.Open(_scratch.Root), "expected a directory with config.yaml, got no config.yaml in it");
        AssertRefused(() => RunDirectory.Resume(_scratch.Root), "expected a directory with config.yaml, got no config.yaml in it");
        Assert.Empty(_scratch.Names);
    }

    [Fact]
    public void Should_let_one_writer_at_a_time_into_a_run_and_any_reader()
    {
        using (RunDirectory run = RunDirectory.Create(_scratch.Root))
        {
            AssertRefused(
                () => RunDirectory.Create(_scratch.Root), "the directory cannot be locked; expected no other process training into it");
            run.WriteConfig("name: x\n");
            AssertRefused(() => RunDirectory.Resume(_scratch.Root), "the directory cannot be locked");
            using RunDirectory reader = RunDirectory.Open(_scratch.Root);
            Assert.Empty(reader.ReadMetrics());
        }

        using RunDirectory resumed = RunDirectory.Resume(_scratch.Root);
        AssertRefused(() => RunDirectory.Resume(_scratch.Root), "the directory cannot be locked");
    }

    [Fact]
    public void Should_free_the_lock_when_a_directory_is_refused()
    {
        using RunDirectory run = RunDirectory.Create(_scratch.Root);
        run.WriteConfig("name: x\n");
        AssertRefused(() => RunDirectory.Create(_scratch.Root), "already holds a run");
        run.Dispose();

        using RunDirectory resumed = RunDirectory.Resume(_scratch.Root);
        Assert.Equal(_scratch.Root, resumed.Root);
    }

    [Fact]
    public void Should_remove_unfinished_files_of_a_crash_on_resume_but_not_when_reading()
    {
        RunDirectory.Create(_scratch.Root).Dispose();
        File.WriteAllText(_scratch["config.yaml"], "name: x\n");
        File.WriteAllText(_scratch["summary.json.tmp"], "{");

        RunDirectory.Open(_scratch.Root).Dispose();
        Assert.Contains("summary.json.tmp", _scratch.Names);

        RunDirectory.Resume(_scratch.Root).Dispose();
        Assert.Equal([".lock", "config.yaml"], _scratch.Names);
    }

    [Fact]
    public void Should_write_the_summary_with_the_keys_that_scripts_depend_on()
    {
        using RunDirectory run = RunDirectory.Create(_scratch.Root);
        RunSummary summary = new()
        {
            WeightsSha256 = "aa",
            ConfigSha256 = "bb",
            DataSha256 = "cc",
            Epochs = 1,
            Steps = 3_000_000_000,
            Samples = 4_000_000_000,
            TrainSeconds = 1.5,
            SamplesPerSecond = double.PositiveInfinity,
            TestAccuracy = 0.5,
            TestProbability = double.NaN,
            Nodes = 1,
            Workers = 2,
            ShardsReissued = 5,
            NodesLost = 0,
            Deterministic = true,
        };

        run.WriteSummary(summary);
        run.WriteSummary(summary);

        Assert.Equal(
            """
            {
              "weights_sha256": "aa",
              "config_sha256": "bb",
              "data_sha256": "cc",
              "epochs": 1,
              "steps": 3000000000,
              "samples": 4000000000,
              "train_seconds": 1.5,
              "samples_per_second": null,
              "test_loss": null,
              "test_accuracy": 0.5,
              "test_probability": null,
              "nodes": 1,
              "workers": 2,
              "shards_reissued": 5,
              "nodes_lost": 0,
              "deterministic": true
            }

            """,
            File.ReadAllText(run.Summary));
        RunSummary read = run.ReadSummary()!;
        Assert.True(double.IsNaN(read.SamplesPerSecond));
        Assert.Equal(
            summary with { SamplesPerSecond = 0, TestProbability = null },
            read with { SamplesPerSecond = 0, TestProbability = null });
    }

    [Fact]
    public void Should_have_no_summary_before_one_is_written()
    {
        using RunDirectory run = RunDirectory.Create(_scratch.Root);

        Assert.Null(run.ReadSummary());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"weights_sha256\": 7}")]
    public void Should_name_a_summary_that_is_none(string text)
    {
        using RunDirectory run = RunDirectory.Create(_scratch.Root);
        File.WriteAllText(run.Summary, text);

        string message = Assert.Throws<InvalidInputException>(run.ReadSummary).Message;

        Assert.StartsWith($"{run.Summary}: not a run's summary; ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_keep_the_old_configuration_when_the_disk_is_full()
    {
        using RunDirectory run = RunDirectory.Create(_scratch.Root);
        File.WriteAllText(run.Config, "old");
        File.CreateSymbolicLink(run.Config + ".tmp", "/dev/full");

        Assert.Throws<IOException>(() => run.WriteConfig("new"));

        Assert.Equal("old", File.ReadAllText(run.Config));
    }

    private static void AssertRefused(Func<RunDirectory> open, string message)
    {
        InvalidInputException exception = Assert.Throws<InvalidInputException>(() => open().Dispose());
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains("; fix: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", exception.Message, StringComparison.Ordinal);
    }
}
