using static ActorCnn.Training.Tests.Configuration.ConfigurationText;

namespace ActorCnn.Training.Tests.Configuration;

/// <summary>What a person reads who made a mistake in the settings of a file that is well-formed YAML.</summary>
public sealed class MistakeTests
{
    private const string Sizes = "expected a whole number from 1 to 16777216";
    private const string ConvolutionKeys = "expected one of type, channels, kernel, stride, padding, dilation, groups, init, freeze";
    private const string Layers = "expected one of conv, max-pool, avg-pool, global-avg-pool, relu, tanh, sigmoid, leaky-relu, elu, gelu, dropout, batch-norm, residual, flatten, dense";

    [Theory]
    [InlineData("channels: 4", "chanels: 4, channels: 4", $"network.0.chanels: unknown key; {ConvolutionKeys}, got 'chanels'; fix: write 'channels'")]
    [InlineData("channels: 4", "channels: 4, zzz: 4", $"network.0.zzz: unknown key; {ConvolutionKeys}, got 'zzz'; fix: remove it")]
    [InlineData("channels: 4, ", "", $"network.0.channels: missing key; {Sizes}, got nothing; fix: add 'channels: …'")]
    [InlineData("channels: 4", "channels:", $"network.0.channels: no value; {Sizes}, got nothing; fix: give channels a value")]
    [InlineData("channels: 4", "channels: 0", $"network.0.channels: out of range; {Sizes}, got 0; fix: use a larger value")]
    [InlineData("channels: 4", "channels: -4", $"network.0.channels: out of range; {Sizes}, got -4; fix: use a larger value")]
    [InlineData("channels: 4", "channels: 2147483648", $"network.0.channels: out of range; {Sizes}, got 2147483648; fix: use a smaller value")]
    [InlineData("channels: 4", "channels: 1e2", $"network.0.channels: not a whole number; {Sizes}, got '1e2'; fix: write a number")]
    [InlineData("channels: 4", "channels: 4.5", $"network.0.channels: not a whole number; {Sizes}, got '4.5'; fix: write a number")]
    [InlineData("channels: 4", "channels: four", $"network.0.channels: not a whole number; {Sizes}, got 'four'; fix: write a number")]
    [InlineData("channels: 4", "channels: '4'", $"network.0.channels: not a whole number; {Sizes}, got the text '4'; fix: write a number without quotes")]
    [InlineData("channels: 4", "channels: [4]", $"network.0.channels: not a whole number; {Sizes}, got a list; fix: write a number")]
    [InlineData("kernel: 3", "kernel: [3, 0]", $"network.0.kernel.1: out of range; {Sizes}, got 0; fix: use a larger value")]
    [InlineData("kernel: 3", "kernel: [3, 3, 3]", $"network.0.kernel: not a whole number; {Sizes}, or [rows, columns], got a list; fix: write a number")]
    [InlineData("kernel: 3", "kernel: 3, init: hee", "network.0.init: unknown initializer; expected one of auto, glorot, he, inverse-fan-in, seed, zero, got 'hee'; fix: write 'he'")]
    [InlineData("type: conv,", "type: Conv2D,", $"network.0.type: unknown layer; {Layers}, got 'Conv2D'; fix: write 'conv'")]
    [InlineData("type: conv,", "", $"network.0.type: missing key; {Layers}, got nothing; fix: add 'type: …'")]
    [InlineData("type: conv,", "type: softmax,", $"network.0.type: unknown layer; {Layers}, got 'softmax'; fix: choose one of them")]
    [InlineData("{ type: conv, channels: 4, kernel: 3, padding: 1 }", "relu", "network.0: not a layer; expected { type: …, settings }, got 'relu'; fix: write { type: relu }")]
    public void Should_tell_what_is_wrong_with_a_layer(string old, string changed, string line) =>
        Assert.Equal($"run.yaml:5: {line}", MistakeAfter(old, changed));

    [Fact]
    public void Should_refuse_a_plateau_schedule_of_asynchronous_training() => Assert.Equal(
        ["--set training.mode=asynchronous: asynchronous training has no plateau schedule; expected another schedule, got plateau; "
            + "fix: choose constant, step, cosine or one-cycle"],
        MistakesIn(Valid, "training.optimizer.schedule={ type: plateau }", "training.mode=asynchronous", "training.staleness=1"));

    [Theory]
    [InlineData("batch-size: 32", "batch-size: 0", $"training.batch-size: out of range; {Sizes}, got 0; fix: use a larger value")]
    [InlineData("batch-size: 32", "batchSize: 32", "training.batchSize: unknown key; expected one of batch-size, shard-size, epochs, shuffle, evaluate-every, optimizer, mode, staleness, compression, early-stopping, keep-best, checkpoints, got 'batchSize'; fix: write 'batch-size'")]
    [InlineData("batch-size: 32", "shard-size: -1", $"training.shard-size: out of range; {Sizes}, got -1; fix: use a larger value")]
    [InlineData("batch-size: 32", "epochs: 0", "training.epochs: out of range; expected a whole number from 1 to 2147483647, got 0; fix: use a larger value")]
    [InlineData("batch-size: 32", "evaluate-every: 0", "training.evaluate-every: out of range; expected a whole number from 1 to 2147483647, got 0; fix: use a larger value")]
    [InlineData("batch-size: 32", "shuffle: maybe", "training.shuffle: not true or false; expected true or false, got 'maybe'; fix: write true or false")]
    [InlineData("batch-size: 32", "shuffle: 'true'", "training.shuffle: not true or false; expected true or false, got the text 'true'; fix: write true or false")]
    [InlineData("batch-size: 32", "shuffle:", "training.shuffle: no value; expected true or false, got nothing; fix: give shuffle a value or remove it")]
    [InlineData("batch-size: 32", "checkpoints: { keep: 0 }", $"training.checkpoints.keep: out of range; {Sizes}, got 0; fix: use a larger value")]
    [InlineData("batch-size: 32", "checkpoints: { every-seconds: .inf }", "training.checkpoints.every-seconds: not a number; expected a number from 0 to 1000000000, got '.inf'; fix: write a number")]
    [InlineData("batch-size: 32", "checkpoints: { every-steps: -1 }", "training.checkpoints.every-steps: out of range; expected a whole number from 0 to 2147483647, got -1; fix: use a larger value")]
    [InlineData("batch-size: 32", "checkpoints: { every: 5 }", "training.checkpoints.every: unknown key; expected one of every-seconds, every-steps, keep, got 'every'; fix: remove it")]
    [InlineData("batch-size: 32", "checkpoints: often", "training.checkpoints: not a section; expected keys with values, got 'often'; fix: write checkpoints: { key: value, … }")]
    [InlineData("rate: 0.1", "rate: -0.1", "training.optimizer.learning-rate: out of range; expected a number from 0 to 1000000, got -0.1; fix: use a larger value")]
    [InlineData("rate: 0.1", "rate: NaN", "training.optimizer.learning-rate: not a number; expected a number from 0 to 1000000, got 'NaN'; fix: write a number")]
    [InlineData("rate: 0.1", "rate: Infinity", "training.optimizer.learning-rate: out of range; expected a number from 0 to 1000000, got Infinity; fix: use a smaller value")]
    [InlineData("rate: 0.1", "rate: 1e999", "training.optimizer.learning-rate: out of range; expected a number from 0 to 1000000, got 1e999; fix: use a smaller value")]
    [InlineData("rate: 0.1", "rate: fast", "training.optimizer.learning-rate: not a number; expected a number from 0 to 1000000, got 'fast'; fix: write a number")]
    [InlineData("rate: 0.1", "rate: 0,1", "training.optimizer.1: unknown key; expected one of type, learning-rate, momentum, nesterov, weight-decay, clip-value, clip-norm, schedule, got '1'; fix: remove it")]
    [InlineData("type: sgd", "type: adamm", "training.optimizer.type: unknown optimizer; expected one of sgd, adam, adamw, rmsprop, got 'adamm'; fix: write 'adam'")]
    [InlineData("type: sgd", "type: adam, momentum: 0.9", "training.optimizer.momentum: unknown key; expected one of type, learning-rate, beta1, beta2, epsilon, weight-decay, clip-value, clip-norm, schedule, got 'momentum'; fix: remove it")]
    [InlineData("type: sgd", "type: adam, beta2: 1", "training.optimizer.beta2: out of range; expected a number from 0 to 0.999999999, got 1; fix: use a smaller value")]
    [InlineData("type: sgd", "clip-norm: -1", "training.optimizer.clip-norm: out of range; expected a number from 0 to 1000000, got -1; fix: use a larger value")]
    [InlineData("batch-size: 32", "early-stopping: { monitor: loss }", "training.early-stopping.monitor: unknown metric; expected one of test_loss, test_accuracy, test_probability, train_loss, got 'loss'; fix: choose one of them")]
    [InlineData("batch-size: 32", "early-stopping: { patience: 0 }", "training.early-stopping.patience: out of range; expected a whole number from 1 to 2147483647, got 0; fix: use a larger value")]
    [InlineData("batch-size: 32", "early-stopping: { factor: 1 }", "training.early-stopping.factor: unknown key; expected one of monitor, patience, min-delta, got 'factor'; fix: remove it")]
    [InlineData("batch-size: 32", "keep-best: yes", "training.keep-best: unknown metric; expected one of false, true, test_loss, test_accuracy, test_probability, train_loss, got 'yes'; fix: choose one of them")]
    [InlineData("batch-size: 32", "mode: async", "training.mode: unknown mode; expected one of synchronous, asynchronous, got 'async'; fix: choose one of them")]
    [InlineData("batch-size: 32", "mode: asynchronous", "training.staleness: asynchronous training wants its bound; expected a whole number from 0 to 1000000, got nothing; fix: add 'staleness: 4'")]
    [InlineData("batch-size: 32", "staleness: 3", "training.staleness: only asynchronous training has stale gradients; expected mode asynchronous, got mode synchronous; fix: remove it, or add 'mode: asynchronous'")]
    [InlineData("batch-size: 32", "mode: asynchronous, staleness: 1, compression: { type: float16 }", "training.compression: asynchronous training sends no gradients: it is in one process; expected none, got float16; fix: leave compression out")]
    [InlineData("batch-size: 32", "compression: { type: float8 }", "training.compression.type: unknown compression; expected one of none, float16, top-k, got 'float8'; fix: write 'float16'")]
    [InlineData("batch-size: 32", "compression: { type: float16, fraction: 0.1 }", "training.compression.fraction: unknown key; expected one of type, got 'fraction'; fix: remove it")]
    [InlineData("batch-size: 32", "compression: { type: top-k, fraction: 0 }", "training.compression.fraction: out of range; expected a number from 1E-06 to 1, got 0; fix: use a larger value")]
    [InlineData("batch-size: 32", "mode: asynchronous, staleness: 1, compression: { type: top-k }", "training.compression: asynchronous training sends no gradients: it is in one process; expected none, got top-k; fix: leave compression out")]
    [InlineData("type: sgd", "schedule: { type: cosin }", "training.optimizer.schedule.type: unknown schedule; expected one of constant, step, cosine, plateau, one-cycle, got 'cosin'; fix: write 'cosine'")]
    [InlineData("type: sgd", "schedule: { type: step }", "training.optimizer.schedule.every-epochs: missing key; expected a whole number from 1 to 2147483647, got nothing; fix: add 'every-epochs: …'")]
    [InlineData("type: sgd", "schedule: { type: one-cycle, warm-up-steps: 1 }", "training.optimizer.schedule.warm-up-steps: unknown key; expected one of type, rise, start-factor, final-factor, got 'warm-up-steps'; fix: remove it")]
    [InlineData("type: sgd", "schedule: { warm-up-steps: 1, warm-up-epochs: 1 }", "training.optimizer.schedule.warm-up-epochs: the warm-up is given twice; expected warm-up-steps or warm-up-epochs, got both; fix: remove one of them")]
    [InlineData("type: sgd", "type: rmsprop, epsilon: 0", "training.optimizer.epsilon: out of range; expected a number from 1E-20 to 1, got 0; fix: use a larger value")]
    [InlineData("type: sgd", "type: sgd, momentum: 1", "training.optimizer.momentum: out of range; expected a number from 0 to 0.999999, got 1; fix: use a smaller value")]
    [InlineData("type: sgd", "type: sgd, nesterov: true", "training.optimizer.nesterov: no momentum to look ahead with; expected momentum above 0, got momentum 0; fix: add 'momentum: 0.9'")]
    public void Should_tell_what_is_wrong_with_the_training(string old, string changed, string line) =>
        Assert.Equal($"run.yaml:10: {line}", MistakeAfter(old, changed));

    [Theory]
    [InlineData("{ source: bands }", "{ source: band }", "data.source: unknown data source; expected one of bands, idx, cifar10, folder, got 'band'; fix: write 'bands'")]
    [InlineData("{ source: bands }", "{ folder: x }", "data.source: missing key; expected one of bands, idx, cifar10, folder, got nothing; fix: add 'source: …'")]
    [InlineData("{ source: bands }", "bands", "data: not a section; expected keys with values, got 'bands'; fix: write data: { key: value, … }")]
    [InlineData("{ source: bands }", "{ source: idx }", "data.folder: missing key; expected the path of a folder, got nothing; fix: add 'folder: …'")]
    [InlineData("{ source: bands }", "{ source: idx, folder: '' }", "data.folder: not a text; expected the path of a folder, got the text ''; fix: give folder a text")]
    [InlineData("{ source: bands }", "{ source: idx, folder: x, height: 3 }", "data.height: unknown key; expected one of source, folder, normalize, augment, got 'height'; fix: remove it")]
    [InlineData("{ source: bands }", "{ source: bands, train-probability: 1.5 }", "data.train-probability: out of range; expected a number from 0 to 1, got 1.5; fix: use a smaller value")]
    [InlineData("{ source: bands }", "{ source: bands, classes: 13 }", "data.classes: more classes than rows; expected at most 12, one a row, got 13; fix: use fewer classes or a larger height")]
    [InlineData("{ source: bands }", "{ source: bands, height: 5000, width: 5000 }", "data.height: image too large; expected at most 16777216 pixels, got 25000000; fix: use a smaller height or width")]
    [InlineData("{ source: bands }", "{ source: bands, test-samples: 16777216 }", "data.test-samples: too many pixels in all samples; expected at most 2147483591, got 2415919104; fix: use fewer samples or smaller images")]
    [InlineData("{ source: bands }", "{ source: bands, normalise: true }", "data.normalise: unknown key; expected one of source, height, width, classes, train-samples, test-samples, train-probability, test-probability, normalize, augment, got 'normalise'; fix: write 'normalize'")]
    [InlineData("{ source: bands }", "{ source: bands, normalize: channel }", "data.normalize: not true or false; expected true or false, got 'channel'; fix: write true or false")]
    [InlineData("{ source: bands }", "{ source: bands, augment: flip }", "data.augment: no list of changes; expected a list of changes, got 'flip'; fix: add a change: - { type: … }")]
    [InlineData("{ source: bands }", "{ source: bands, augment: [flip] }", "data.augment.0: not a change; expected { type: …, settings }, got 'flip'; fix: write { type: flip }")]
    [InlineData("{ source: bands }", "{ source: bands, augment: [{ type: flop }] }", "data.augment.0.type: unknown change; expected one of flip, crop, shift, rotate, cutout, got 'flop'; fix: write 'flip'")]
    [InlineData("{ source: bands }", "{ source: bands, augment: [{ type: flip, direction: up }] }", "data.augment.0.direction: unknown direction; expected one of horizontal, vertical, got 'up'; fix: choose one of them")]
    [InlineData("{ source: bands }", "{ source: bands, augment: [{ type: crop, paddin: 2, padding: 2 }] }", "data.augment.0.paddin: unknown key; expected one of type, padding, got 'paddin'; fix: write 'padding'")]
    [InlineData("{ source: bands }", "{ source: bands, augment: [{ type: rotate, degrees: 181 }] }", "data.augment.0.degrees: out of range; expected a number from 0 to 180, got 181; fix: use a smaller value")]
    public void Should_tell_what_is_wrong_with_the_data(string old, string changed, string line) =>
        Assert.Equal($"run.yaml:3: {line}", MistakeAfter(old, changed));

    [Theory]
    [InlineData("cross", "loss: unknown loss; expected one of cross-entropy, got 'cross'; fix: choose one of them")]
    [InlineData("[a]", "loss: unknown loss; expected one of cross-entropy, got a list; fix: choose one of them")]
    [InlineData("{ type: cross }", "loss.type: unknown loss; expected one of cross-entropy, got 'cross'; fix: choose one of them")]
    [InlineData("{ label-smoothing: 1 }", "loss.label-smoothing: out of range; expected a number from 0 to 0.999, got 1; fix: use a smaller value")]
    [InlineData("{ smoothing: 1 }", "loss.smoothing: unknown key; expected one of type, label-smoothing, got 'smoothing'; fix: write 'label-smoothing'")]
    public void Should_tell_what_is_wrong_with_the_loss(string loss, string line) =>
        Assert.Equal($"run.yaml:4: {line}", MistakeAfter("data: { source: bands }", $"data: {{ source: bands }}\nloss: {loss}"));

    [Theory]
    [InlineData("name: digits", "title: digits", 2)]
    [InlineData("name: digits", "name: [a]", 1)]
    [InlineData("name: digits", "name: ../digits", 1)]
    [InlineData("name: digits", "name: .hidden", 1)]
    public void Should_want_a_name_that_can_be_part_of_a_path(string old, string changed, int count)
    {
        IReadOnlyList<string> lines = MistakesIn(Valid.Replace(old, changed));

        Assert.Equal(count, lines.Count);
        Assert.Contains(lines, line => line.StartsWith("run.yaml:1: name: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("network: []", "run.yaml:3: network: no list of layers; expected a list of layers, got an empty list; fix: add a layer: - { type: … }")]
    [InlineData("network:", "run.yaml:3: network: no value; expected a list of layers, got nothing; fix: give network a value")]
    [InlineData("", "run.yaml:1: network: missing key; expected a list of layers, got nothing; fix: add 'network: …'")]
    [InlineData("network: { type: relu }", "run.yaml:3: network: no list of layers; expected a list of layers, got a section; fix: add a layer: - { type: … }")]
    public void Should_want_at_least_one_layer(string network, string line) =>
        Assert.Equal(line, Assert.Single(MistakesIn($"name: x\ndata: {{ source: bands }}\n{network}")));

    [Fact]
    public void Should_tell_every_mistake_at_once_in_the_order_of_the_lines()
    {
        IReadOnlyList<string> lines = MistakesIn(
            """
            seed: -1
            data: { source: bands, heigth: 12, width: wide }
            network:
              - { type: conv, channels: 0, kernel: 3, pad: 1 }
              - { type: rely }
              - { type: flatten }
              - { type: dense, units: 3 }
              - { type: flatten, units: 3 }
            los: cross-entropy
            training: { batch-size: 0, optimizer: { learning-rate: -1 } }
            training: { batch-size: 1 }
            """);

        Assert.Equal(
            [
                "run.yaml:1: name: missing key",
                "run.yaml:1: seed: out of range",
                "run.yaml:2: data.width: not a whole number",
                "run.yaml:2: data.heigth: unknown key",
                "run.yaml:4: network.0.channels: out of range",
                "run.yaml:4: network.0.pad: unknown key",
                "run.yaml:5: network.1.type: unknown layer",
                "run.yaml:8: network.4.units: unknown key",
                "run.yaml:9: los: unknown key",
                "run.yaml:10: training.batch-size: out of range",
                "run.yaml:10: training.optimizer.learning-rate: out of range",
                "run.yaml:11: training: key given twice",
            ],
            lines.Select(line => line[..line.IndexOf(';')]));
    }

    [Fact]
    public void Should_cut_a_list_of_mistakes_that_nobody_would_read()
    {
        string keys = string.Concat(Enumerable.Range(0, 150).Select(i => $"unknown-{i}: 1\n"));

        IReadOnlyList<string> lines = MistakesIn(keys + Valid);

        Assert.Equal(101, lines.Count);
        Assert.Equal("and 50 more mistakes", lines[^1]);
    }

    [Fact]
    public void Should_not_send_control_characters_or_long_texts_to_the_terminal()
    {
        string line = MistakeAfter("channels: 4", $"channels: \"\\e[31m{new string('x', 500)}\"");

        Assert.Contains("got the text '?[31mxxx", line);
        Assert.InRange(line.Length, 50, 300);
    }
}
