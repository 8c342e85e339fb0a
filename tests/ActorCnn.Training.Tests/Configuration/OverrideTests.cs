using ActorCnn.Data.Sources;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Configuration;
using static ActorCnn.Training.Tests.Configuration.ConfigurationText;

namespace ActorCnn.Training.Tests.Configuration;

public sealed class OverrideTests
{
    [Fact]
    public void Should_override_values_by_path_and_by_position()
    {
        RunConfiguration configuration = Parse(
            Valid, "training.batch-size=128", "network.0.channels=8", "network.0.kernel=[3, 5]", "seed=5", "training.optimizer.learning-rate=0.5");

        Assert.Equal(128, configuration.Training.BatchSize);
        Assert.Equal(new ConvolutionLayer(8, new Window(3, 5, 1, 1, 1, 1)), configuration.Network[0]);
        Assert.Equal(5UL, configuration.Seed);
        Assert.Equal(new SgdOptimizer(0.5f), configuration.Training.Optimizer);
    }

    [Fact]
    public void Should_create_sections_that_the_file_does_not_have()
    {
        RunConfiguration configuration = Parse(Valid, "training.checkpoints.keep=9", "data.height=24");

        Assert.Equal(9, configuration.Training.Checkpoints.Keep);
        Assert.Equal(new BandsSource { Height = 24 }, configuration.Data);
    }

    [Fact]
    public void Should_replace_a_whole_section_when_the_value_stands_in_brackets() =>
        Assert.Equal(new IdxSource("my data"), Parse(Valid, "data={ source: idx, folder: my data }").Data);

    [Fact]
    public void Should_take_a_path_as_it_stands()
    {
        RunConfiguration configuration = Parse(Valid, "data={ source: idx, folder: x }", "data.folder=C:\\my data: #1='a'");

        Assert.Equal(new IdxSource("C:\\my data: #1='a'"), configuration.Data);
    }

    [Fact]
    public void Should_let_the_last_override_of_a_key_win() => Assert.Equal(2UL, Parse(Valid, "seed=1", "seed=2").Seed);

    [Fact]
    public void Should_not_complain_about_a_value_in_the_file_that_is_overridden() =>
        Assert.Equal(3UL, Parse(Valid.Replace("seed: 11", "seed: eleven"), "seed=3").Seed);

    [Theory]
    [InlineData(
        "training.batch-sise=128",
        "--set training.batch-sise=128: unknown key; expected one of batch-size, shard-size, epochs, shuffle, evaluate-every, optimizer, "
        + "mode, staleness, compression, early-stopping, keep-best, checkpoints, got 'batch-sise'; fix: write 'batch-size'")]
    [InlineData(
        "trainin.epochs=1",
        "--set trainin.epochs=1: trainin: unknown key; expected one of name, seed, data, network, loss, training, got 'trainin'; "
        + "fix: write 'training'")]
    [InlineData(
        "training.batch-size=many",
        "--set training.batch-size=many: not a whole number; expected a whole number from 1 to 16777216, got 'many'; fix: write a number")]
    [InlineData(
        "seed=-1", "--set seed=-1: out of range; expected a whole number from 0 to 18446744073709551615, got -1; fix: use a larger value")]
    [InlineData(
        "network.0={ type: conv, channels: 0, kernel: 3 }",
        "--set network.0={ type: conv, channels: 0, kernel: 3 }: network.0.channels: out of range; "
        + "expected a whole number from 1 to 16777216, got 0; fix: use a larger value")]
    [InlineData(
        "network.9.channels=1",
        "--set network.9.channels=1: no entry '9' in that list; expected a position from 0 to 4, got '9'; fix: count the entries from 0")]
    [InlineData(
        "network.first.channels=1",
        "--set network.first.channels=1: no entry 'first' in that list; expected a position from 0 to 4, got 'first'; "
        + "fix: count the entries from 0")]
    [InlineData(
        "name.first=x",
        "--set name.first=x: nothing can be set below a single value, at 'first'; expected the path of a section, got 'digits'; "
        + "fix: shorten the path")]
    [InlineData("seed", "--set seed: not an override; expected key=value, got 'seed'; fix: write it as --set training.batch-size=128")]
    [InlineData("=1", "--set =1: not an override; expected key=value, got '=1'; fix: write it as --set training.batch-size=128")]
    [InlineData("a..b=1", "--set a..b=1: not an override; expected key=value, got 'a..b=1'; fix: write it as --set training.batch-size=128")]
    [InlineData(
        "name=", "--set name=: no value; expected 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit, got nothing; "
        + "fix: give name a value")]
    public void Should_name_the_override_at_fault(string text, string line) => Assert.Equal(line, Assert.Single(MistakesIn(Valid, text)));

    [Fact]
    public void Should_name_the_override_when_its_brackets_are_broken()
    {
        string line = Assert.Single(MistakesIn(Valid, "network.0.kernel=[3"));

        Assert.StartsWith("--set network.0.kernel=[3: broken YAML: ", line);
    }

    [Fact]
    public void Should_tell_mistakes_of_the_file_first_and_then_those_of_overrides_in_their_order()
    {
        IReadOnlyList<string> lines = MistakesIn(Valid.Replace("channels: 4", "channels: 0"), "training.epochs=0", "oops", "seed=x");

        Assert.Equal(4, lines.Count);
        Assert.StartsWith("run.yaml:5: network.0.channels: ", lines[0]);
        Assert.StartsWith("--set training.epochs=0: ", lines[1]);
        Assert.StartsWith("--set oops: ", lines[2]);
        Assert.StartsWith("--set seed=x: ", lines[3]);
    }
}
