using ActorCnn.Networks;
using ActorCnn.Training.Comparisons;

namespace ActorCnn.Training.Tests.Comparisons;

public sealed class VariantTests
{
    [Theory]
    [InlineData("seed=1,2", "seed=1|seed=2")]
    [InlineData(" a.b = x , y ", "a.b=x|a.b=y")]
    [InlineData("a={ type: adam, beta1: 0.9 },[1, 2]", "a={ type: adam, beta1: 0.9 }|a=[1, 2]")]
    [InlineData("a=[{ b: [1, 2] }, 3],4", "a=[{ b: [1, 2] }, 3]|a=4")]
    [InlineData("folder='x,y',z", "folder='x,y'|folder=z")]
    public void Should_make_a_variant_of_each_value(string text, string settings) =>
        Assert.Equal(settings.Split('|'), Variant.ParseValues(text).Select(variant => Assert.Single(variant.Settings)));

    [Theory]
    [InlineData("")]
    [InlineData("seed")]
    [InlineData("=1")]
    [InlineData("seed=")]
    [InlineData("seed=1,,2")]
    public void Should_refuse_what_is_no_list_of_values(string text) =>
        Assert.StartsWith($"--vary {text}: not a list of values; ", Assert.Throws<InvalidInputException>(() => Variant.ParseValues(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_combine_every_variant_with_every_other()
    {
        IReadOnlyList<Variant> both = Variant.Product(Variant.ParseValues("a=1,2"), Variant.ParseValues("b=3,4"));

        Assert.Equal(["a=1, b=3", "a=1, b=4", "a=2, b=3", "a=2, b=4"], both.Select(variant => variant.Name));
        Assert.Equal(["a=2", "b=3"], both[2].Settings);
    }
}
