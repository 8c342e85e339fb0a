using System.Text.RegularExpressions;
using ActorCnn.Data.Sources;
using ActorCnn.Networks;
using ActorCnn.Training.Comparisons;
using ActorCnn.Training.Configuration;
using static ActorCnn.Training.Tests.Configuration.ConfigurationText;

namespace ActorCnn.Training.Tests.Configuration;

/// <summary>The files in <c>config/</c>.</summary>
public sealed partial class ExperimentTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "config");

    public static TheoryData<string> Names => [.. FileNames.Where(name => !IsComparison(name))];

    public static TheoryData<string> Comparisons => [.. FileNames.Where(IsComparison)];

    private static IEnumerable<string> FileNames => Directory.GetFiles(Folder, "*.yaml").Select(path => Path.GetFileName(path)!);

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_read_every_experiment(string name)
    {
        RunConfiguration configuration = Load(name).Configuration;

        Assert.Equal(Path.GetFileNameWithoutExtension(name), configuration.Name);
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Should_be_able_to_start_every_comparison(string name)
    {
        Comparison comparison = Comparison.Prepare(new ComparisonRequest { Configuration = Path.Combine(Folder, name) }, TimeProvider.System);

        Assert.Equal(10, comparison.Trials);
        Assert.Equal([200, 500], comparison.At);
        Assert.True(comparison.Variants.Count > 1);
    }

    [Theory]
    [InlineData("seed.yaml", 1, 12, 12, 3, 2_603)]
    [InlineData("fashion-mnist.yaml", 1, 28, 28, 10, 85_370)]
    [InlineData("fashion-mnist-augmented.yaml", 1, 28, 28, 10, 83_850)]
    [InlineData("fashion-mnist-wide.yaml", 1, 28, 28, 10, 858_122)]
    [InlineData("fashion-mnist-deep.yaml", 1, 28, 28, 10, 289_514)]
    [InlineData("cifar10.yaml", 3, 32, 32, 10, 188_810)]
    public void Should_fit_the_data_with_the_number_of_parameters_that_the_file_says(
        string name, int channels, int height, int width, int classes, int parameters)
    {
        Network network = Load(name).CreateNetwork(new Shape(channels, height, width), classes);

        Assert.Equal(parameters, network.ParameterCount);
    }

    [Fact]
    public void Should_describe_the_seeds_own_experiment()
    {
        RunConfiguration configuration = Load("seed.yaml").Configuration;

        Assert.Equal(new BandsSource(), configuration.Data);
        Assert.Equal(
            ["seed", "seed", "seed", "zero"],
            configuration.Network.Where(layer => layer.Initializer is not null).Select(layer => layer.Initializer!.Name));
        Assert.Equal(
            new TrainingSettings { BatchSize = 150, Epochs = 500, Shuffle = false, EvaluateEvery = 5 }, configuration.Training);
    }

    [Fact]
    public void Should_show_the_defaults_in_the_reference()
    {
        RunConfiguration configuration = Load("reference.yaml").Configuration;
        RunConfiguration defaults = Parse(
            """
            name: reference
            data: { source: bands }
            network:
              - { type: conv, channels: 8, kernel: 3 }
              - { type: relu }
              - { type: max-pool, size: 2 }
              - { type: flatten }
              - { type: dense, units: 3 }
            """);

        Assert.Equal(defaults, configuration);
    }

    [Fact]
    public void Should_show_every_key_and_choice_in_the_reference()
    {
        string reference = File.ReadAllText(Path.Combine(Folder, "reference.yaml"));

        // A wrong key in each section, and a wrong name for each choice, make the reader list what it knows.
        IEnumerable<string> listed = MistakesIn(
            """
            name: x
            zzz: 1
            loss: zzz
            data: { source: zzz }
            network:
              - { type: zzz }
              - { type: conv, channels: 1, kernel: 1, init: zzz, zzz: 1 }
              - { type: max-pool, size: 1, zzz: 1 }
              - { type: avg-pool, size: 1, zzz: 1 }
              - { type: leaky-relu, zzz: 1 }
              - { type: elu, zzz: 1 }
              - { type: dropout, zzz: 1 }
              - { type: batch-norm, zzz: 1 }
              - { type: residual, layers: [{ type: relu }], zzz: 1 }
              - { type: dense, units: 1, zzz: 1 }
            training: { zzz: 1, early-stopping: { zzz: 1, monitor: zzz }, keep-best: zzz, mode: zzz, compression: { type: zzz, zzz: 1 }, optimizer: { zzz: 1 }, checkpoints: { zzz: 1 } }
            """)
            .Concat(MistakesIn(Valid, "training.optimizer.type=zzz"))
            .Concat(MistakesIn(Valid, "training.optimizer={ type: adam, zzz: 1 }"))
            .Concat(MistakesIn(Valid, "training.optimizer={ type: adamw, zzz: 1 }"))
            .Concat(MistakesIn(Valid, "training.optimizer={ type: rmsprop, zzz: 1 }"))
            .Concat(MistakesIn(Valid, "training.optimizer.schedule={ type: zzz }"))
            .Concat(MistakesIn(Valid, "training.optimizer.schedule={ zzz: 1 }"))
            .Concat(MistakesIn(Valid, "training.optimizer.schedule={ type: step, every-epochs: 1, zzz: 1 }"))
            .Concat(MistakesIn(Valid, "training.optimizer.schedule={ type: cosine, zzz: 1 }"))
            .Concat(MistakesIn(Valid, "training.optimizer.schedule={ type: plateau, zzz: 1 }"))
            .Concat(MistakesIn(Valid, "training.optimizer.schedule={ type: one-cycle, zzz: 1 }"))
            .Concat(MistakesIn(Valid, "loss={ zzz: 1 }"))
            .Concat(MistakesIn(Valid, "data={ source: bands, zzz: 1 }"))
            .Concat(MistakesIn(Valid, "data={ source: idx, folder: x, zzz: 1 }"));
        (string Kind, string[] Names)[] known =
            [.. listed.Select(line => Listed().Match(line)).Select(match => (match.Groups[1].Value, match.Groups[2].Value.Split(", ")))];

        Assert.Equal(36, known.Length);
        foreach (string key in known.Where(list => list.Kind == "key").SelectMany(list => list.Names))
        {
            Assert.Matches($@"\b{key}:\s", reference);
        }

        foreach (string choice in known.Where(list => list.Kind != "key").SelectMany(list => list.Names))
        {
            Assert.Matches($@"\b{choice}\b", reference);
        }
    }

    private static ConfigurationFile Load(string name) => ConfigurationFile.Load(Path.Combine(Folder, name), []);

    private static bool IsComparison(string name) => name.StartsWith("compare-", StringComparison.Ordinal);

    [GeneratedRegex("unknown ([a-z ]+); expected one of (.*), got ")]
    private static partial Regex Listed();
}
