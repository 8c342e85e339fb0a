using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Runs;

namespace ActorCnn.Training.Tests.Runs;

public sealed class RunCopyTests : IDisposable
{
    private const string Yaml =
        """
        name: stripes
        seed: 11
        data: { source: bands, train-samples: 60, test-samples: 20 }
        network:
          - { type: flatten }
          - { type: dense, units: 3 }
        training: { batch-size: 20, epochs: 4, checkpoints: { every-steps: 2 }, optimizer: { type: sgd, learning-rate: 0.1 } }
        """;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Should_go_on_from_its_newest_checkpoint_to_the_same_weights_and_metrics()
    {
        (RunResult original, string path) = await TrainAsync();
        string checkpoint = Directory.GetFiles(Path.Combine(path, "checkpoints")).Order().First();
        using RunCopy copy = new(_scratch["copy"]);
        copy.Begin(Yaml);
        await copy.KeepAsync(8, File.ReadAllBytes(Path.Combine(path, "metrics.jsonl")), file => WriteAsync(file, checkpoint));
        using TrainingRun run = copy.Prepare(RunConfiguration.Parse(Yaml, "test", []).Data.Load(11), workers: 1);
        Assert.NotNull(run.Start);
        RunResult result = await run.TrainAsync((_, _, _, _) => { }, []);
        Assert.Equal(original.WeightsSha256, result.WeightsSha256);
        using RunDirectory directory = RunDirectory.Open(copy.Path);
        Assert.Equal([1, 2, 3, 4], directory.ReadMetrics().Select(epoch => epoch.Epoch));
    }

    [Fact]
    public async Task Should_begin_at_the_beginning_without_a_checkpoint()
    {
        (RunResult original, _) = await TrainAsync();
        using RunCopy copy = new(_scratch["copy"]);
        copy.Begin(Yaml);
        using TrainingRun run = copy.Prepare(RunConfiguration.Parse(Yaml, "test", []).Data.Load(11), workers: 1);
        Assert.Null(run.Start);
        Assert.Equal(original.WeightsSha256, (await run.TrainAsync((_, _, _, _) => { }, [])).WeightsSha256);
    }

    [Fact]
    public async Task Should_leave_nothing_of_a_checkpoint_that_did_not_come_whole()
    {
        using RunCopy copy = new(_scratch["copy"]);
        copy.Begin(Yaml);
        await Assert.ThrowsAsync<IOException>(() => copy.KeepAsync(3, [], file =>
        {
            file.Write("half"u8);
            throw new IOException("cut off");
        }));
        Assert.Empty(Directory.GetFiles(Path.Combine(copy.Path, "checkpoints")));
    }

    [Fact]
    public void Should_refuse_the_directory_of_another_run()
    {
        string path = _scratch["copy"];
        using (RunCopy copy = new(path))
        {
            copy.Begin(Yaml);
        }

        using RunCopy again = new(path);
        again.Begin(Yaml);
        again.Dispose();
        using RunCopy other = new(path);
        InvalidInputException refused = Assert.Throws<InvalidInputException>(
            () => other.Begin(Yaml.Replace("batch-size: 20", "batch-size: 30", StringComparison.Ordinal)));
        Assert.Contains("training.batch-size", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_take_the_place_of_the_run_that_it_is_a_copy_of()
    {
        (_, string path) = await TrainAsync();
        string copied = _scratch["copy"];
        using (RunCopy copy = new(copied))
        {
            copy.Begin(Yaml);
            await copy.KeepAsync(99, [], file => file.WriteAsync("newer"u8.ToArray()).AsTask());
        }

        RunCopy.MoveInto(copied, path);
        Assert.False(Directory.Exists(copied));
        Assert.Equal("step-0000000099.ckpt", Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(path, "checkpoints")))));
    }

    private static async Task WriteAsync(Stream file, string source) => await file.WriteAsync(await File.ReadAllBytesAsync(source));

    private async Task<(RunResult Result, string Path)> TrainAsync()
    {
        string config = _scratch.Write("c.yaml", Yaml);
        string path = _scratch["run"];
        using TrainingRun run = RunPreparation.Prepare(new RunRequest { Configuration = config, Output = path, Workers = 1 }, TimeProvider.System);
        return (await run.TrainAsync((_, _, _, _) => { }, []), path);
    }
}
