using ActorCnn.Networks;
using ActorCnn.Training.Configuration;

namespace ActorCnn.Training.Tests.Configuration;

/// <summary>A small valid configuration to change, and what is told when a text is not valid.</summary>
internal static class ConfigurationText
{
    public const string Valid =
        """
        name: digits
        seed: 11
        data: { source: bands }
        network:
          - { type: conv, channels: 4, kernel: 3, padding: 1 }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - { type: flatten }
          - { type: dense, units: 3 }
        training: { batch-size: 32, optimizer: { type: sgd, learning-rate: 0.1 } }
        """;

    public static RunConfiguration Parse(string text, params string[] overrides) => RunConfiguration.Parse(text, "run.yaml", overrides);

    /// <summary>Every line that is told, one a mistake.</summary>
    public static IReadOnlyList<string> MistakesIn(string text, params string[] overrides) =>
        Assert.Throws<InvalidInputException>(() => Parse(text, overrides)).Lines;

    /// <summary>The only line that is told after a change to the valid text.</summary>
    public static string MistakeAfter(string old, string changed)
    {
        Assert.Contains(old, Valid);
        return Assert.Single(MistakesIn(Valid.Replace(old, changed)));
    }
}
