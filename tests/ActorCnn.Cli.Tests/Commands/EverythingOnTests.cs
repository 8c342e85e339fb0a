using System.Text.Json;
using ActorCnn.Cli.Tests.Cluster;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>
/// Whole processes with all that a configuration can ask for: images that are normalized and changed at random, and every kind of layer,
/// update and schedule that could part one run from another.
/// </summary>
[Collection(ClusterCommandTests.Name)]
public sealed class EverythingOnTests(EverythingOnTests.Trained run) : IClassFixture<EverythingOnTests.Trained>
{
    [Theory]
    [InlineData("1")]
    [InlineData("5")]
    public void Should_reach_the_same_weights_with_any_number_of_workers(string workers) =>
        Assert.Equal(run.WeightsSha256, Train([], "--workers", workers));

    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void Should_reach_the_same_weights_without(string vectors) => Assert.Equal(run.WeightsSha256, Train(new() { [vectors] = "0" }));

    [Fact]
    public void Should_reach_the_same_weights_on_a_cluster_of_processes()
    {
        using ScratchDirectory scratch = new();
        CommandResult result = CommandProcess.Run(
            scratch.Root, "cluster", run.Configuration, "--nodes", "2", "--workers", "1", "--out", "run").AssertCode(0);
        Assert.Equal(run.WeightsSha256, result.WeightsSha256);
    }

    [Fact]
    public void Should_reach_the_same_weights_when_it_goes_on_from_the_middle_of_an_epoch()
    {
        using ScratchDirectory scratch = new();
        CommandProcess.Run(
            scratch.Root, "train", run.Configuration, "--out", "run",
            "--set", "training.checkpoints.every-steps=4", "--set", "training.checkpoints.keep=9").AssertCode(0);
        File.Delete(scratch["run/summary.json"]);
        File.Delete(scratch["run/model.safetensors"]);

        // Four epochs of three steps: the checkpoint after the fourth stands in the second epoch.
        foreach (string later in Directory.GetFiles(scratch["run/checkpoints"]).Where(path => !path.EndsWith("step-0000000004.ckpt", StringComparison.Ordinal)))
        {
            File.Delete(later);
        }

        CommandResult resumed = CommandProcess.Run(scratch.Root, "train", "--resume", "run").AssertCode(0);

        Assert.Contains("from step 4", resumed.Out, StringComparison.Ordinal);
        Assert.Equal(run.WeightsSha256, resumed.WeightsSha256);
    }

    [Fact]
    public void Should_evaluate_and_predict_by_the_normalization_that_was_learned_in_training()
    {
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Directory, "summary.json")));
        double loss = summary.RootElement.GetProperty("test_loss").GetDouble();
        double probability = summary.RootElement.GetProperty("test_probability").GetDouble();

        // Training and test images have other means, and those of the second folder other ones again.
        CommandResult evaluated = CommandProcess.Run(run.Folder, "evaluate", run.Directory).AssertCode(0);
        Assert.Contains(FormattableString.Invariant($"test_loss {loss:0.0000}"), evaluated.Lines);
        string[] lines = CommandProcess.Run(run.Folder, ["predict", run.Directory, "--json", .. run.TestImages]).AssertCode(0).Lines;
        double sum = 0;
        foreach (string line in lines)
        {
            JsonElement image = JsonSerializer.Deserialize<JsonElement>(line);
            string own = Path.GetFileName(Path.GetDirectoryName(image.GetProperty("image").GetString()))!;
            sum += image.GetProperty("classes").EnumerateArray()
                .Single(candidate => candidate.GetProperty("class").GetString() == own).GetProperty("probability").GetDouble();
        }

        // Each probability is a float.
        Assert.Equal(run.TestImages.Length, lines.Length);
        Assert.Equal(probability, sum / lines.Length, 1e-6);
    }

    [Fact]
    public void Should_evaluate_by_the_normalization_in_the_models_file_and_not_learn_it_from_the_data_at_hand()
    {
        // The same test images beside training images of another brightness.
        using ScratchDirectory scratch = new();
        Trained.WriteImages(scratch, "images/train", images: 12, light: 255);
        Trained.WriteImages(scratch, "images/test", images: 8, light: 120, first: 1000);

        string[] own = CommandProcess.Run(run.Folder, "evaluate", run.Directory).AssertCode(0).Lines;
        string[] beside = CommandProcess.Run(run.Folder, "evaluate", run.Directory, "--data", scratch["images"]).AssertCode(0).Lines;

        Assert.Equal(own, beside);
    }

    private string Train(Dictionary<string, string> environment, params string[] options)
    {
        using ScratchDirectory scratch = new();
        return CommandProcess.Run(scratch.Root, environment, ["train", run.Configuration, "--out", "run", .. options]).AssertCode(0).WeightsSha256;
    }

    /// <summary>The experiment, trained once with two workers.</summary>
    public sealed class Trained : IDisposable
    {
        private readonly ScratchDirectory _scratch = new();

        public Trained()
        {
            WriteImages(_scratch, "images/train", images: 40, light: 160);
            WriteImages(_scratch, "images/test", images: 8, light: 120, first: 1000);
            Configuration = _scratch.Write("everything.yaml", $$"""
                name: everything
                seed: 3
                data:
                  source: folder
                  folder: {{_scratch["images"]}}
                  normalize: true
                  augment:
                    - { type: flip }
                    - { type: flip, direction: vertical }
                    - { type: crop, padding: 2 }
                    - { type: shift, pixels: [1, 2] }
                    - { type: rotate, degrees: 30 }
                    - { type: cutout, size: 4 }
                network:
                  - { type: conv, channels: 8, kernel: 3, padding: 1 }
                  - { type: batch-norm }
                  - { type: relu }
                  - type: residual
                    layers:
                      - { type: conv, channels: 8, kernel: 3, padding: 1, groups: 2 }
                      - { type: batch-norm }
                      - { type: dropout, rate: 0.1 }
                  - { type: gelu }
                  - { type: global-avg-pool }
                  - { type: dense, units: 8 }
                  - { type: tanh }
                  - { type: dropout }
                  - { type: dense, units: 3 }
                loss: { type: cross-entropy, label-smoothing: 0.1 }
                training:
                  batch-size: 40
                  shard-size: 8
                  epochs: 4
                  optimizer:
                    type: adamw
                    learning-rate: 0.01
                    weight-decay: 0.05
                    clip-norm: 0.5
                    schedule: { type: cosine, warm-up-steps: 3 }
                """);
            Directory = _scratch["run"];
            WeightsSha256 = CommandProcess.Run(_scratch.Root, "train", Configuration, "--out", "run", "--workers", "2").AssertCode(0).WeightsSha256;
        }

        /// <summary>The folder that it was started in.</summary>
        public string Folder => _scratch.Root;

        /// <summary>The configuration's file.</summary>
        public string Configuration { get; }

        /// <summary>The run's directory.</summary>
        public string Directory { get; }

        /// <summary>The hash of its weights.</summary>
        public string WeightsSha256 { get; }

        /// <summary>The files of its test images.</summary>
        public string[] TestImages => System.IO.Directory.GetFiles(_scratch["images/test"], "*.pgm", SearchOption.AllDirectories);

        public void Dispose() => _scratch.Dispose();

        /// <summary>Writes noise with one, two or three bright rows, in a folder for each.</summary>
        internal static void WriteImages(ScratchDirectory scratch, string folder, int images, int light, int first = 0)
        {
            for (int rows = 1; rows <= 3; rows++)
            {
                System.IO.Directory.CreateDirectory(scratch[$"{folder}/{rows}-rows"]);
                for (int image = 0; image < images; image++)
                {
                    Random random = new((rows * 10_000) + first + image);
                    IEnumerable<int> pixels = Enumerable.Range(0, 100).Select(pixel =>
                        Math.Min(255, random.Next(60) + (pixel / 10 % 3 == 0 && pixel / 30 < rows ? light : 0)));
                    scratch.Write($"{folder}/{rows}-rows/{image}.pgm", $"P2 10 10 255 {string.Join(' ', pixels)}");
                }
            }
        }
    }
}
