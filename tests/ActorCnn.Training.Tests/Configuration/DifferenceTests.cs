using CsCheck;
using static ActorCnn.Training.Tests.Configuration.ConfigurationText;

namespace ActorCnn.Training.Tests.Configuration;

public sealed class DifferenceTests
{
    [Theory]
    [InlineData("name=other", null, null, null)]
    [InlineData("training.epochs=77", null, null, null)]
    [InlineData("seed=12", "seed", "11", "12")]
    [InlineData("network.0.channels=5", "network.0.channels", "4", "5")]
    [InlineData("training.optimizer.learning-rate=0.2", "training.optimizer.learning-rate", "0.1", "0.2")]
    [InlineData("network.1={ type: tanh }", "network.1.type", "relu", "tanh")]
    [InlineData("data={ source: idx, folder: x }", "data.source", "bands", "idx")]
    public void Should_name_the_first_setting_that_differs(string change, string? setting, string? own, string? other)
    {
        (string, string, string)? difference = Parse(Valid).DifferenceFrom(Parse(Valid, change));

        Assert.Equal(setting is null ? null : (setting, own!, other!), difference);
    }

    [Fact]
    public void Should_name_a_setting_that_only_one_has() => Assert.Equal(
        ("network.5.type", "none", "dense"),
        Parse(Valid).DifferenceFrom(Parse(Valid.Replace(
            "training:", "  - { type: dense, units: 3 }\ntraining:", StringComparison.Ordinal))));

    [Fact]
    public void Should_find_one_exactly_when_the_hashes_differ() => Gen.Select(Configurations.Any, Configurations.Any).Sample(
        (own, other) => Assert.Equal(own.Sha256 == other.Sha256, own.DifferenceFrom(other) is null));
}
