using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorCnn.Data.Augmentation;
using ActorCnn.Data.Sources;
using ActorCnn.Training.Configuration;
using CsCheck;
using static ActorCnn.Training.Tests.Configuration.ConfigurationText;

namespace ActorCnn.Training.Tests.Configuration;

public sealed class WritingTests
{
    [Fact]
    public void Should_write_every_default_in_the_shape_of_a_configuration() => Assert.Equal(
        """
        name: digits
        seed: 11
        data: {source: bands, height: 12, width: 12, classes: 3, train-samples: 150, test-samples: 30, train-probability: 0.95, test-probability: 0.9, normalize: false, augment: []}
        network:
          - {type: conv, channels: 4, kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 1, init: auto, freeze: false}
          - {type: relu}
          - {type: max-pool, size: 2, stride: 2}
          - {type: flatten}
          - {type: dense, units: 3, init: auto, freeze: false}
        loss: cross-entropy
        training:
          batch-size: 32
          shard-size: 16
          epochs: 10
          shuffle: true
          evaluate-every: 1
          optimizer:
            type: sgd
            learning-rate: 0.1
            momentum: 0
            nesterov: false
            weight-decay: 0
            clip-value: 0
            clip-norm: 0
            schedule: {type: constant, warm-up-steps: 0, warm-up-epochs: 0}
          keep-best: false
          checkpoints: {every-seconds: 60, every-steps: 0, keep: 3}

        """,
        Parse(Valid).ToYaml());

    [Fact]
    public void Should_read_what_was_written_as_an_equal_configuration() => Configurations.Any.Sample(
        configuration =>
        {
            RunConfiguration read = Parse(configuration.ToYaml());

            Assert.Equal(configuration, read);
            Assert.Equal(configuration.GetHashCode(), read.GetHashCode());
            Assert.Equal(configuration.ToYaml(), read.ToYaml());
            Assert.Equal(configuration.Sha256, read.Sha256);
        },
        iter: 2_000);

    [Theory]
    [InlineData("name=other")]
    [InlineData("data.folder=elsewhere")]
    [InlineData("training.epochs=77")]
    [InlineData("training.evaluate-every=7")]
    [InlineData("training.early-stopping={ patience: 3 }")]
    [InlineData("training.keep-best=true")]
    [InlineData("training.checkpoints={ every-seconds: 1, every-steps: 2, keep: 4 }")]
    [InlineData("network.0.stride=1")]
    [InlineData("loss={ label-smoothing: 0 }")]
    [InlineData("training.optimizer.learning-rate=1e-1")]
    public void Should_keep_the_hash_when_the_weights_do_not_depend_on_a_change(string change) =>
        Assert.Equal(Parse(OfFolder).Sha256, Parse(OfFolder, change).Sha256);

    [Theory]
    [InlineData("seed=12")]
    [InlineData("data.source=cifar10")]
    [InlineData("network.0.channels=5")]
    [InlineData("network.0.kernel=[3, 5]")]
    [InlineData("network.0.stride=2")]
    [InlineData("network.0.padding=0")]
    [InlineData("network.0.init=zero")]
    [InlineData("network.1.type=tanh")]
    [InlineData("network.2.size=3")]
    [InlineData("network.2.stride=1")]
    [InlineData("network.4.units=4")]
    [InlineData("training.batch-size=33")]
    [InlineData("training.shard-size=8")]
    [InlineData("training.shuffle=false")]
    [InlineData("training.optimizer.learning-rate=0.10000001")]
    [InlineData("loss={ type: cross-entropy, label-smoothing: 0.1 }")]
    [InlineData("training.optimizer.momentum=0.9")]
    [InlineData("training.optimizer.weight-decay=1e-4")]
    [InlineData("training.optimizer.type=adam")]
    [InlineData("training.optimizer.clip-value=1")]
    [InlineData("training.optimizer.clip-norm=1")]
    [InlineData("training={ mode: asynchronous, staleness: 3 }")]
    [InlineData("training.compression={ type: float16 }")]
    [InlineData("training.compression={ type: top-k }")]
    [InlineData("training.optimizer.schedule={ type: plateau }")]
    [InlineData("training.optimizer.schedule={ type: cosine }")]
    [InlineData("training.optimizer.schedule={ warm-up-steps: 1 }")]
    [InlineData("training.optimizer.schedule={ warm-up-epochs: 1 }")]
    public void Should_change_the_hash_when_the_weights_depend_on_a_change(string change) =>
        Assert.NotEqual(Parse(OfFolder).Sha256, Parse(OfFolder, change).Sha256);

    [Theory]
    [InlineData("type: sgd, momentum: 0.9", "nesterov: true")]
    [InlineData("type: adam", "beta1: 0.8")]
    [InlineData("type: adam", "beta2: 0.99")]
    [InlineData("type: adamw", "epsilon: 1e-7")]
    [InlineData("type: adamw", "weight-decay: 0")]
    [InlineData("type: rmsprop", "smoothing: 0.9")]
    [InlineData("type: rmsprop", "epsilon: 1e-7")]
    public void Should_change_the_hash_with_every_setting_of_an_optimizer(string optimizer, string change) => Assert.NotEqual(
        Parse(Valid, $"training.optimizer={{ {optimizer} }}").Sha256, Parse(Valid, $"training.optimizer={{ {optimizer}, {change} }}").Sha256);

    [Fact]
    public void Should_change_the_hash_with_the_fraction_of_a_compression() => Assert.NotEqual(
        Parse(Valid, "training.compression={ type: top-k, fraction: 0.02 }").Sha256, Parse(Valid, "training.compression={ type: top-k }").Sha256);

    [Theory]
    [InlineData("{ type: flip, direction: vertical }")]
    [InlineData("{ type: flip, probability: 0.4 }")]
    [InlineData("{ type: crop, padding: 1 }")]
    [InlineData("{ type: crop, padding: [1, 2] }")]
    [InlineData("{ type: shift, pixels: 1 }")]
    [InlineData("{ type: rotate, degrees: 1 }")]
    [InlineData("{ type: cutout, size: 1 }")]
    [InlineData("{ type: flip }, { type: flip }")]
    public void Should_change_the_hash_with_every_setting_of_an_augmentation(string augment) => Assert.NotEqual(
        Parse(Valid, "data.augment=[{ type: flip }]").Sha256, Parse(Valid, $"data.augment=[{augment}]").Sha256);

    [Theory]
    [InlineData("constant", false)]
    [InlineData("step, every-epochs: 3", false)]
    [InlineData("cosine", true)]
    [InlineData("one-cycle", true)]
    public void Should_count_the_epochs_where_the_learning_rate_is_measured_from_the_end(string schedule, bool counts)
    {
        string change = $"training.optimizer.schedule={{ type: {schedule} }}";

        Assert.Equal(counts, Parse(Valid, change).Sha256 != Parse(Valid, change, "training.epochs=77").Sha256);
        Assert.Equal(counts, Parse(Valid, change).DifferenceFrom(Parse(Valid, change, "training.epochs=77")) == ("training.epochs", "10", "77"));
    }

    [Theory]
    [InlineData("normalize=true")]
    [InlineData("augment=[{ type: flip }]")]
    [InlineData("height=13")]
    [InlineData("width=13")]
    [InlineData("train-samples=151")]
    [InlineData("test-samples=31")]
    [InlineData("train-probability=0.5")]
    [InlineData("test-probability=0.5")]
    public void Should_change_the_hash_with_every_setting_of_generated_data(string change) =>
        Assert.NotEqual(Parse(Valid).Sha256, Parse(Valid, $"data.{change}").Sha256);

    // Runs and checkpoints are compared by this hash across versions of the program: the text may change only with a reason.
    [Fact]
    public void Should_hash_a_line_for_every_setting_that_the_weights_depend_on()
    {
        const string Text =
            """
            seed=11
            data.source=bands
            data.height=12
            data.width=12
            data.classes=3
            data.train-samples=150
            data.test-samples=30
            data.train-probability=0.95
            data.test-probability=0.9
            network.0.type=conv
            network.0.channels=4
            network.0.kernel=3
            network.0.stride=1
            network.0.padding=1
            network.0.dilation=1
            network.0.groups=1
            network.0.init=auto
            network.0.freeze=false
            network.1.type=relu
            network.2.type=max-pool
            network.2.size=2
            network.2.stride=2
            network.3.type=flatten
            network.4.type=dense
            network.4.units=3
            network.4.init=auto
            network.4.freeze=false
            loss=cross-entropy
            training.batch-size=32
            training.shard-size=16
            training.shuffle=true
            training.optimizer.type=sgd
            training.optimizer.learning-rate=0.1
            training.optimizer.momentum=0
            training.optimizer.nesterov=false
            training.optimizer.weight-decay=0
            training.optimizer.clip-value=0
            training.optimizer.clip-norm=0
            training.optimizer.schedule.type=constant
            training.optimizer.schedule.warm-up-steps=0
            training.optimizer.schedule.warm-up-epochs=0

            """;

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), Parse(Valid).Sha256);
    }

    [Fact]
    public void Should_write_numbers_the_same_in_every_culture()
    {
        (string Yaml, string Sha256) expected = (Parse(Valid).ToYaml(), Parse(Valid).Sha256);
        CultureInfo original = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "minus";
        try
        {
            CultureInfo.CurrentCulture = comma;

            Assert.Equal(expected, (Parse(Valid).ToYaml(), Parse(Valid).Sha256));
        }
        finally
        {
            CultureInfo.CurrentCulture = original;
        }
    }

    [Fact]
    public void Should_write_a_negative_zero_as_zero() =>
        Assert.Equal(Parse(Valid, "training.optimizer.learning-rate=0").Sha256, Parse(Valid, "training.optimizer.learning-rate=-0").Sha256);

    [Fact]
    public void Should_tell_configurations_apart_that_differ_in_one_layer()
    {
        RunConfiguration configuration = Parse(Valid);

        Assert.NotEqual(configuration, Parse(Valid, "network.1.type=tanh"));
        Assert.NotEqual(configuration, configuration with { Data = new IdxSource("x") });
        Assert.NotEqual(configuration, configuration with { Normalize = true });
        Assert.NotEqual(configuration, configuration with { Augmentations = [new FlipAugmentation()] });
        Assert.Equal(configuration, configuration with { Network = [.. configuration.Network] });
    }

    private static string OfFolder => Valid.Replace("source: bands", "source: idx, folder: x");
}
