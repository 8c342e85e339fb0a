using ActorCnn.Networks;
using ActorCnn.Training.Comparisons;
using ActorCnn.Training.Runs;

namespace ActorCnn.Training.Tests.Comparisons;

/// <summary>What is checked before the first trial.</summary>
public sealed class ComparisonTests : IDisposable
{
    private const string Configuration =
        """
        name: stripes
        seed: 11
        data: { source: bands, train-samples: 32, test-samples: 8 }
        network: [{ type: flatten }, { type: dense, units: 3 }]
        training: { epochs: 6, evaluate-every: 2 }
        """;

    private const string Named =
        """
        base: stripes.yaml
        trials: 3
        at: [2, 6]
        variants:
          frozen: [network.1.freeze=true]
          free: []
        """;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_read_named_variants_and_their_base_beside_the_file()
    {
        _scratch.Write("stripes.yaml", Configuration);
        Comparison comparison = Prepare(new ComparisonRequest { Configuration = _scratch.Write("named.yaml", Named) });

        Assert.Equal(["frozen", "free"], comparison.Variants.Select(variant => variant.Name));
        Assert.Equal((3, 11UL), (comparison.Trials, comparison.FirstSeed));
        Assert.Equal([2, 6], comparison.At);
        RunRequest third = comparison.Trial(comparison.Variants[0], 3, "there");
        Assert.Equal(["network.1.freeze=true", "seed=13"], third.Overrides);
        Assert.Equal(("there", 1), (third.Output, third.Workers));
    }

    [Fact]
    public void Should_let_the_command_line_win_over_the_file()
    {
        _scratch.Write("stripes.yaml", Configuration);
        Comparison comparison = Prepare(new ComparisonRequest
        {
            Configuration = _scratch.Write("named.yaml", Named),
            Overrides = ["seed=5"],
            Variations = ["training.batch-size=8,16"],
            Trials = 7,
            At = [4],
        });

        Assert.Equal((7, 5UL, 4), (comparison.Trials, comparison.FirstSeed, Assert.Single(comparison.At)));
        Assert.Equal(
            ["frozen, training.batch-size=8", "frozen, training.batch-size=16", "free, training.batch-size=8", "free, training.batch-size=16"],
            comparison.Variants.Select(variant => variant.Name));
    }

    [Fact]
    public void Should_compare_a_configuration_with_nothing_when_nothing_varies() =>
        Assert.Equal("stripes", Assert.Single(Prepare(Plain()).Variants).Name);

    [Fact]
    public void Should_tell_every_variant_that_cannot_be_used()
    {
        InvalidInputException exception = Assert.Throws<InvalidInputException>(
            () => Prepare(Plain("network.1.units=3,4", "training.batch-size=8,0")));

        Assert.Equal(2, exception.Lines.Count);
        Assert.StartsWith(
            "variant network.1.units=3, training.batch-size=0: --set training.batch-size=0: out of range", exception.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "variant network.1.units=4, training.batch-size=8: --set network.1.units=4: network.1: as many outputs as classes", exception.Lines[1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Should_tell_a_mistake_that_all_variants_share_once()
    {
        InvalidInputException exception = Assert.Throws<InvalidInputException>(
            () => Prepare(Plain("network.1.freeze=true,false") with { Overrides = ["training.epochs=none"] }));

        Assert.StartsWith("--set training.epochs=none: not a whole number", Assert.Single(exception.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training.epochs=4,4", 6, 1UL, "variant given twice")]
    [InlineData("seed=1,2", 6, 1UL, "a variant has no seed of its own")]
    [InlineData("training.epochs=6,8", 3, 1UL, "an epoch that is not evaluated")]
    [InlineData("training.epochs=6,8", 8, 1UL, "an epoch that is not evaluated")]
    [InlineData("training.epochs=6,8", 6, ulong.MaxValue, "too large for the trials' seeds")]
    public void Should_refuse_what_cannot_be_compared(string variation, int at, ulong seed, string problem)
    {
        ComparisonRequest request = Plain(variation) with { At = [at], Overrides = [$"seed={seed}"] };

        Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => Prepare(request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_tell_the_lines_of_a_comparison_that_are_wrong()
    {
        string path = _scratch.Write("named.yaml", "base: stripes.yaml\ntrails: 3\nat: 200\nvariants:\n  a: [[1]]\n  b: x\n");
        InvalidInputException exception = Assert.Throws<InvalidInputException>(() => Prepare(new ComparisonRequest { Configuration = path }));

        Assert.Equal(
            [$"{path}:2: trails: unknown key", $"{path}:3: at: not a list", $"{path}:5: variants.a: not a text", $"{path}:6: variants.b: not a list"],
            exception.Lines.Select(line => line.Split(';')[0]));
    }

    [Fact]
    public void Should_refuse_a_directory_with_something_in_it()
    {
        ComparisonRequest request = Plain() with { Output = _scratch.Root };
        Assert.Contains("there is something already", Assert.Throws<InvalidInputException>(() => Prepare(request)).Message, StringComparison.Ordinal);
    }

    private static Comparison Prepare(ComparisonRequest request) => Comparison.Prepare(request, TimeProvider.System);

    private ComparisonRequest Plain(params string[] variations) =>
        new() { Configuration = _scratch.Write("stripes.yaml", Configuration), Variations = variations };
}
