using ActorCnn.Data.Sources;
using ActorCnn.Networks.Initialization;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization;
using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.Configuration;
using static ActorCnn.Training.Tests.Configuration.ConfigurationText;

namespace ActorCnn.Training.Tests.Configuration;

public sealed class ReadingTests
{
    [Fact]
    public void Should_fill_in_every_default_when_only_required_keys_are_given()
    {
        RunConfiguration configuration = Parse(
            """
            name: small
            data: { source: bands }
            network: [ { type: flatten }, { type: dense, units: 3 } ]
            """);

        Assert.Equal(
            new RunConfiguration
            {
                Name = "small",
                Data = new BandsSource(),
                Network = [new FlattenLayer(), new DenseLayer(3)],
                Training = new TrainingSettings(),
            },
            configuration);
    }

    [Fact]
    public void Should_read_every_key_of_training()
    {
        TrainingSettings training = Parse(Valid.Replace(
            "training: { batch-size: 32, optimizer: { type: sgd, learning-rate: 0.1 } }",
            """
            loss: cross-entropy
            training:
              batch-size: 10
              shard-size: 5
              epochs: 7
              shuffle: false
              evaluate-every: 3
              optimizer: { learning-rate: 2.5e-3 }
              checkpoints: { every-seconds: 0.5, every-steps: 100, keep: 1 }
            """)).Training;

        Assert.Equal(
            new TrainingSettings
            {
                BatchSize = 10,
                ShardSize = 5,
                Epochs = 7,
                Shuffle = false,
                EvaluateEvery = 3,
                Optimizer = new SgdOptimizer(0.0025f),
                Checkpoints = new CheckpointSettings { EverySeconds = 0.5, EverySteps = 100, Keep = 1 },
            },
            training);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("keep-best: false", null)]
    [InlineData("keep-best: true", MonitoredMetric.TestAccuracy)]
    [InlineData("keep-best: true, early-stopping: { monitor: test_loss }", MonitoredMetric.TestLoss)]
    [InlineData("keep-best: train_loss, early-stopping: { monitor: test_loss }", MonitoredMetric.TrainLoss)]
    public void Should_keep_the_best_by_the_figure_that_is_named_or_stops_the_run_or_else_by_accuracy(string? settings, MonitoredMetric? expected)
    {
        string[] overrides = settings is null ? [] : [$"training={{ {settings} }}"];

        Assert.Equal(expected, Parse(Valid, overrides).Training.KeepBest);
    }

    [Fact]
    public void Should_read_every_layer_with_square_and_other_windows()
    {
        RunConfiguration configuration = Parse(
            """
            name: layers
            data: { source: cifar10, folder: here }
            network:
              - { type: conv, channels: 4, kernel: [3, 5], stride: [1, 2], padding: [1, 2], init: seed }
              - { type: conv, channels: 5, kernel: 3, stride: 2, padding: 1, init: auto }
              - { type: tanh }
              - { type: max-pool, size: [2, 3], stride: 1 }
              - { type: max-pool, size: [2, 3] }
              - { type: sigmoid }
              - { type: relu }
              - { type: flatten }
              - { type: dense, units: 10, init: zero }
            """);

        Assert.Equal(
            [
                new ConvolutionLayer(4, new Window(3, 5, 1, 2, 1, 2), new SeedInitializer()),
                new ConvolutionLayer(5, 3, 2, 1),
                new TanhLayer(),
                new MaxPoolingLayer(2, 3, 1, 1),
                new MaxPoolingLayer(2, 3, 2, 3),
                new SigmoidLayer(),
                new ReluLayer(),
                new FlattenLayer(),
                new DenseLayer(10, new ZeroInitializer()),
            ],
            configuration.Network);
    }

    [Theory]
    [InlineData("bands, height: 20, width: 10, classes: 3, train-samples: 5, test-samples: 6, train-probability: 1, test-probability: .5")]
    [InlineData("idx, folder: a/b c")]
    [InlineData("cifar10, folder: 'a: b'")]
    [InlineData("folder, folder: 2024")]
    public void Should_read_every_source(string settings)
    {
        DataSource expected = settings[0] switch
        {
            'b' => new BandsSource
            {
                Height = 20,
                Width = 10,
                Classes = 3,
                TrainSamples = 5,
                TestSamples = 6,
                TrainProbability = 1,
                TestProbability = 0.5,
            },
            'i' => new IdxSource("a/b c"),
            'c' => new Cifar10Source("a: b"),
            _ => new FolderSource("2024"),
        };

        Assert.Equal(expected, Parse(Valid.Replace("source: bands", $"source: {settings}")).Data);
    }

    [Fact]
    public void Should_read_every_optimizer_and_each_of_its_settings()
    {
        Dictionary<string, Optimizer> expected = new()
        {
            ["type: sgd"] = new SgdOptimizer(0.1f),
            ["type: sgd, momentum: 0.9, nesterov: true, weight-decay: 1e-4"] =
                new SgdOptimizer(0.1f) { Momentum = 0.9f, Nesterov = true, WeightDecay = 1e-4f },
            ["type: adam"] = new AdamOptimizer(0.001f),
            ["type: adam, learning-rate: 1, beta1: 0.5, beta2: 0.25, epsilon: 0.125, weight-decay: 2"] =
                new AdamOptimizer(1) { Beta1 = 0.5, Beta2 = 0.25, Epsilon = 0.125f, WeightDecay = 2 },
            ["type: adamw"] = new AdamWOptimizer(0.001f) { WeightDecay = 0.01f },
            ["type: adamw, learning-rate: 1, beta1: 0.5, beta2: 0.25, epsilon: 0.125, weight-decay: 2"] =
                new AdamWOptimizer(1) { Beta1 = 0.5, Beta2 = 0.25, Epsilon = 0.125f, WeightDecay = 2 },
            ["type: rmsprop"] = new RmsPropOptimizer(0.01f),
            ["type: rmsprop, learning-rate: 1, smoothing: 0.5, epsilon: 0.125, weight-decay: 2"] =
                new RmsPropOptimizer(1) { Smoothing = 0.5, Epsilon = 0.125f, WeightDecay = 2 },
        };
        foreach ((string text, Optimizer optimizer) in expected)
        {
            Assert.Equal(optimizer, Parse(Valid, $"training.optimizer={{ {text} }}").Training.Optimizer);
        }
    }

    [Fact]
    public void Should_read_every_schedule_and_the_limits_of_the_gradient()
    {
        Dictionary<string, LearningRateSchedule> expected = new()
        {
            ["warm-up-steps: 5"] = new ConstantSchedule { WarmUpSteps = 5 },
            ["type: step, every-epochs: 3"] = new StepSchedule(3),
            ["type: step, every-epochs: 3, drop: 0.5, warm-up-epochs: 0.5"] = new StepSchedule(3) { Drop = 0.5, WarmUpEpochs = 0.5 },
            ["type: cosine"] = new CosineSchedule(),
            ["type: cosine, final-factor: 0.1, warm-up-epochs: 2"] = new CosineSchedule { FinalFactor = 0.1, WarmUpEpochs = 2 },
            ["type: plateau"] = new PlateauSchedule(),
            ["type: plateau, factor: 0.5, monitor: train_loss, patience: 3, min-delta: 0.25, warm-up-steps: 2"] = new PlateauSchedule
            {
                Drop = 0.5,
                Rule = new PatienceRule { Monitor = MonitoredMetric.TrainLoss, Patience = 3, MinDelta = 0.25 },
                WarmUpSteps = 2,
            },
            ["type: one-cycle"] = new OneCycleSchedule(),
            ["type: one-cycle, rise: 0.5, start-factor: 0.1, final-factor: 0"] =
                new OneCycleSchedule { Rise = 0.5, StartFactor = 0.1, FinalFactor = 0 },
        };
        foreach ((string text, LearningRateSchedule schedule) in expected)
        {
            Optimizer optimizer = Parse(
                Valid, $"training.optimizer.schedule={{ {text} }}", "training.optimizer.clip-value=2", "training.optimizer.clip-norm=3")
                .Training.Optimizer;

            Assert.Equal(new SgdOptimizer(0.1f) { Schedule = schedule, Clipping = new GradientClipping(2, 3) }, optimizer);
        }
    }

    [Theory]
    [InlineData("cross-entropy", 0f)]
    [InlineData("{ type: cross-entropy }", 0f)]
    [InlineData("{ type: cross-entropy, label-smoothing: 0.1 }", 0.1f)]
    [InlineData("{ label-smoothing: 0.1 }", 0.1f)]
    public void Should_read_a_loss_by_its_name_or_with_settings(string text, float smoothing) =>
        Assert.Equal(new CrossEntropyLoss(smoothing), Parse(Valid, $"loss={text}").Loss);

    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    public void Should_read_any_seed_of_64_bits(string text, ulong seed) => Assert.Equal(seed, Parse(Valid.Replace("11", text)).Seed);

    [Fact]
    public void Should_read_every_initializer_by_its_name()
    {
        foreach ((string name, Initializer initializer) in Initializer.ByName)
        {
            Assert.Equal(initializer, Parse(Valid.Replace("units: 3", $"units: 3, init: {name}")).Network[^1].Initializer);
        }
    }

    [Fact]
    public void Should_take_a_section_whose_keys_are_all_commented_out_as_empty()
    {
        RunConfiguration configuration = Parse(Valid.Replace(
            "training: { batch-size: 32, optimizer: { type: sgd, learning-rate: 0.1 } }", "training:\n  # batch-size: 32"));

        Assert.Equal(new TrainingSettings(), configuration.Training);
    }

    [Fact]
    public void Should_read_a_file_that_begins_with_a_byte_order_mark_and_ends_lines_as_windows_does()
    {
        using ScratchDirectory scratch = new();
        string path = scratch["windows.yaml"];
        File.WriteAllText(path, Valid.ReplaceLineEndings("\r\n"), new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal(Parse(Valid), RunConfiguration.Load(path, []));
    }
}
