namespace ActorCnn.Networks.Tests;

public sealed class InvalidInputExceptionTests
{
    [Fact]
    public void Should_say_where_what_was_expected_what_was_found_and_how_to_mend_it() => Assert.Equal(
        "seed.yaml:3: no such layer; expected conv, got conf; fix: write conv",
        new InvalidInputException("seed.yaml:3", "no such layer", "conv", "conf", "write conv").Message);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Should_stay_on_one_line_whatever_is_quoted(string lineBreak) => Assert.Equal(
        "a: b c; expected d, got e f; fix: g",
        InvalidInputException.Describe("a", $"b{lineBreak}c", "d", $"e{lineBreak}f", "g"));
}
