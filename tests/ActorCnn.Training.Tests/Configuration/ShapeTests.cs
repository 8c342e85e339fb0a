using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using static ActorCnn.Training.Tests.Configuration.ConfigurationText;

namespace ActorCnn.Training.Tests.Configuration;

/// <summary>Layers that do not fit each other or the data, told by file and line.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void Should_tell_a_kernel_larger_than_its_input_with_the_other_mistakes_when_the_data_are_generated()
    {
        IReadOnlyList<string> lines = MistakesIn(
            Valid.Replace("kernel: 3, padding: 1", "kernel: [13, 3]").Replace("batch-size: 32", "batch-size: 0"));

        Assert.Equal(2, lines.Count);
        Assert.Equal(
            "run.yaml:5: network.0: kernel larger than its input; expected at most 12x12, got 13x3; "
            + "fix: use a smaller kernel, more padding or fewer pooling layers before it",
            lines[0]);
        Assert.StartsWith("run.yaml:10: training.batch-size: out of range", lines[1]);
    }

    [Fact]
    public void Should_want_as_many_outputs_as_classes_and_name_the_last_layer() => Assert.Equal(
        "run.yaml:9: network.4: as many outputs as classes are wanted; expected 3, got 10; fix: let the last layer have 3 units",
        MistakeAfter("units: 3", "units: 10"));

    [Fact]
    public void Should_tell_of_every_change_that_could_move_an_image_out_of_sight()
    {
        ConfigurationFile file = ConfigurationFile.Parse(
            Valid.Replace("source: bands", "source: bands, augment: [{ type: crop, padding: 11 }, { type: shift, pixels: [12, 1] }]"), "run.yaml",
            ["data.augment.0.padding=[0, 12]"]);

        Assert.Equal(
            [
                "run.yaml:3: data.augment.1: could move an image out of sight; expected fewer than its 12 rows and 12 columns, got 12 and 1; "
                    + "fix: use smaller numbers",
                "--set data.augment.0.padding=[0, 12]: data.augment.0: could move an image out of sight; "
                    + "expected fewer than its 12 rows and 12 columns, got 0 and 12; fix: use smaller numbers",
            ],
            Assert.Throws<InvalidInputException>(() => file.CreateNetwork(new Shape(1, 12, 12), 3)).Lines);
    }

    [Fact]
    public void Should_name_the_override_that_makes_a_layer_not_fit() => Assert.Equal(
        "--set network.4.units=10: network.4: as many outputs as classes are wanted; expected 3, got 10; fix: let the last layer have 3 units",
        Assert.Single(MistakesIn(Valid, "network.4.units=10")));

    [Fact]
    public void Should_tell_that_a_dense_layer_wants_a_flat_input_and_go_on_behind_it()
    {
        IReadOnlyList<string> lines = MistakesIn(
            """
            name: x
            data: { source: bands }
            network:
              - { type: max-pool, size: 13 }
              - { type: conv, channels: 2, kernel: 99 }
              - { type: dense, units: 20 }
              - { type: conv, channels: 2, kernel: 3 }
              - { type: dense, units: 4 }
            """);

        Assert.Equal(
            [
                "run.yaml:4: network.0: kernel larger than its input",
                "run.yaml:7: network.3: kernel larger than its input",
                "run.yaml:8: network.4: as many outputs as classes are wanted",
            ],
            lines.Select(line => line[..line.IndexOf(';')]));
    }

    [Fact]
    public void Should_not_guess_shapes_behind_a_layer_that_could_not_be_read() =>
        Assert.StartsWith("run.yaml:5: network.0.kernel: out of range", MistakeAfter("kernel: 3", "kernel: 0"));

    [Fact]
    public void Should_tell_that_a_network_ends_in_an_image() => Assert.Equal(
        "run.yaml:3: network.0: the network ends in an image, not in class scores; expected a vector, one score a class, got 1x12x12; "
        + "fix: end with { type: flatten } and { type: dense, units: CLASSES }",
        Assert.Single(MistakesIn("name: x\ndata: { source: bands }\nnetwork: [ { type: relu } ]")));

    [Fact]
    public void Should_tell_more_parameters_than_the_buffer_can_hold()
    {
        string line = Assert.Single(MistakesIn(
            """
            name: x
            data: { source: bands }
            network:
              - { type: flatten }
              - { type: dense, units: 1500000 }
              - { type: dense, units: 100 }
              - { type: dense, units: 3 }
            """));

        Assert.StartsWith("run.yaml:6: network.2: too many parameters; expected at most 268435455, got ", line);
    }

    [Fact]
    public void Should_check_data_whose_shape_is_known_only_when_they_are_read()
    {
        ConfigurationFile file = ConfigurationFile.Parse(Valid.Replace("source: bands", "source: idx, folder: x"), "run.yaml", []);

        Network network = file.CreateNetwork(new Shape(1, 14, 14), 3);
        InvalidInputException exception = Assert.Throws<InvalidInputException>(() => file.CreateNetwork(new Shape(1, 1, 1), 10));

        Assert.Equal((4 * 9) + 4 + (3 * 4 * 7 * 7) + 3, network.ParameterCount);
        Assert.Equal(
            [
                "run.yaml:7: network.2: kernel larger than its input; expected at most 1x1, got 2x2; "
                + "fix: use a smaller kernel, more padding or fewer pooling layers before it",
                "run.yaml:9: network.4: as many outputs as classes are wanted; expected 10, got 3; fix: let the last layer have 10 units",
            ],
            exception.Lines);
    }

    [Fact]
    public void Should_refuse_batch_norm_over_shards_that_are_cut_into_lane_blocks() => Assert.Equal(
        "run.yaml:10: training.shard-size: batch-norm takes its statistics over a shard, which must not be cut further; "
        + "expected at most 16, got 17; fix: use shards of 16",
        Assert.Single(MistakesIn(Valid.Replace("{ type: relu }", "{ type: batch-norm }").Replace("batch-size: 32", "batch-size: 32, shard-size: 17"))));

    [Fact]
    public void Should_refuse_batch_norm_inside_a_block_over_such_shards_too() => Assert.StartsWith(
        "run.yaml:10: training.shard-size: batch-norm takes its statistics",
        Assert.Single(MistakesIn(Valid
            .Replace("{ type: relu }", "{ type: residual, layers: [{ type: batch-norm }] }")
            .Replace("batch-size: 32", "batch-size: 32, shard-size: 32"))));

    [Fact]
    public void Should_name_the_layer_inside_a_block_that_does_not_fit() => Assert.StartsWith(
        "run.yaml:6: network.1: shortcut.1: kernel larger than its input; expected at most 12x12, got 13x13; fix: ",
        Assert.Single(MistakesIn(Valid.Replace(
            "{ type: relu }",
            "{ type: residual, layers: [{ type: relu }], shortcut: [{ type: relu }, { type: conv, channels: 4, kernel: 13 }] }"))));

    [Fact]
    public void Should_name_the_mistake_inside_a_block() => Assert.StartsWith(
        "run.yaml:6: network.1.layers.0.type: unknown layer; ",
        Assert.Single(MistakesIn(Valid.Replace("{ type: relu }", "{ type: residual, layers: [{ type: rely }] }"))));
}
