using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using CsCheck;
using static ActorCnn.Training.Tests.Configuration.ConfigurationText;

namespace ActorCnn.Training.Tests.Configuration;

/// <summary>Files that are no configuration at all.</summary>
public sealed class BrokenFileTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("  \n\n")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n")]
    [InlineData("null")]
    public void Should_tell_that_a_file_is_empty(string text) => Assert.Equal(
        ["run.yaml:1: empty configuration; expected the keys name, data and network, got nothing; fix: start from config/reference.yaml"],
        MistakesIn(text));

    [Theory]
    [InlineData("[1, 2]", "a list")]
    [InlineData("hello", "'hello'")]
    public void Should_tell_that_a_file_holds_something_else(string text, string got) => Assert.Equal(
        [$"run.yaml:1: not a configuration; expected keys with values, as 'name: digits', got {got}; fix: start from config/reference.yaml"],
        MistakesIn(text));

    [Theory]
    [InlineData("network:\n\t- relu\n", 2)]
    [InlineData("name: a\n\tseed: 1\n", 2)]
    [InlineData("name: a\ndata: !!]#>= 1\n", 2)]
    [InlineData("name: a\nseed: \"\\uD800\"\n", 2)]
    [InlineData("name: a\nseed: \"1\n", 2)]
    [InlineData("name: a\n  seed: 1\n", 2)]
    [InlineData("name: a\nseed: 1: 2\n", 2)]
    public void Should_tell_the_line_of_broken_yaml(string text, int line)
    {
        string told = Assert.Single(MistakesIn(text));

        Assert.StartsWith($"run.yaml:{line}: broken YAML: ", told);
        Assert.EndsWith("fix: check indentation, brackets, quotes and the space after each colon", told);
    }

    [Fact]
    public void Should_tell_the_place_of_a_bracket_that_is_not_closed() => Assert.Equal(
        "run.yaml:2: broken YAML: a bracket is not closed, or a line inside it is not indented; expected well-formed YAML, "
        + "got an error after column 22; fix: check indentation, brackets, quotes and the space after each colon",
        Assert.Single(MistakesIn("name: a\ndata: { source: bands,\nnetwork: [ }\n")));

    [Fact]
    public void Should_refuse_aliases_anchors_and_tags_and_name_each()
    {
        IReadOnlyList<string> lines = MistakesIn(
            """
            a: &a [x, x]
            b: [*a, *a]
            seed: !!int 3
            ? [complex]
            : 1
            """);

        Assert.Equal(
            [
                "run.yaml:1: YAML anchor not supported; expected plain keys and values, got '&a'; fix: write the value itself",
                "run.yaml:2: YAML alias not supported; expected plain keys and values, got '*a'; fix: write the value itself",
                "run.yaml:2: YAML alias not supported; expected plain keys and values, got '*a'; fix: write the value itself",
                "run.yaml:3: YAML tag not supported; expected plain keys and values, got 'tag:yaml.org,2002:int'; fix: write the value itself",
                "run.yaml:4: YAML key that is not a word not supported; expected plain keys and values, got a list; fix: write the value itself",
            ],
            lines);
    }

    [Fact]
    public void Should_refuse_a_second_document() => Assert.Equal(
        "run.yaml:11: second document; expected one document, got '---'; fix: keep one document in the file",
        Assert.Single(MistakesIn(Valid + "\n---\nname: other\n")));

    [Fact]
    public void Should_refuse_control_characters_that_would_end_the_text_early() => Assert.Equal(
        "run.yaml:2: not a text file; expected printable characters, got the control character 0; fix: give a YAML file",
        Assert.Single(MistakesIn("name: a\n\0seed: x\n")));

    [Theory]
    [InlineData("[")]
    [InlineData("{ a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("x: [")]
    public void Should_refuse_deep_nesting_before_it_exhausts_the_stack(string opening)
    {
        string text = string.Concat(Enumerable.Repeat(opening, 200_000 / opening.Length));

        Assert.Single(MistakesIn(text));
    }

    [Fact]
    public void Should_refuse_more_values_than_a_configuration_can_need()
    {
        string line = Assert.Single(MistakesIn($"name: [{string.Concat(Enumerable.Repeat("a,", 200_000))}]"));

        Assert.StartsWith("run.yaml:1: configuration too large; expected at most 100000 values", line);
    }

    [Fact]
    public void Should_tell_that_a_file_is_missing()
    {
        string path = _scratch["none.yaml"];

        Assert.Equal(
            $"{path}: no such file; expected a YAML file, got nothing; fix: check the path, or start from config/seed.yaml", MistakeIn(path));
        Assert.Contains("no such file", MistakeIn(Path.Combine(path, "below.yaml")));
    }

    [Fact]
    public void Should_tell_that_a_directory_is_no_file() => Assert.Equal(
        $"{_scratch.Root}: not a file; expected a YAML file, got a directory; fix: name the file in it", MistakeIn(_scratch.Root));

    [Fact]
    public void Should_tell_that_a_file_is_not_utf8() => Assert.Equal(
        $"{PathOf([.. "name: "u8, 0xE4, .. "\n"u8])}: not a text file; expected UTF-8, got the byte 0xe4; fix: save it as UTF-8",
        MistakeIn(PathOf([.. "name: "u8, 0xE4, .. "\n"u8])));

    [Fact]
    public void Should_refuse_a_file_of_more_than_a_mebibyte() => Assert.Equal(
        $"{PathOf(new byte[(1 << 20) + 1])}: file too large for a configuration; expected at most 1048576 bytes, got more; fix: give a YAML file",
        MistakeIn(PathOf(new byte[(1 << 20) + 1])));

    [Fact]
    public void Should_refuse_an_empty_path() => Assert.Contains("file cannot be read", MistakeIn(""));

    [Fact]
    public void Should_answer_any_damage_to_a_file_with_lines_for_a_person()
    {
        // Cuts, repeats and strays of the characters that mean something to YAML.
        Gen<string> damaged = Gen.Select(Gen.Int[0, Valid.Length], Gen.Int[0, 20], Gen.String[Gen.Char["[]{}:,-?*&!|>'\"%@`# \n\tax\u0007\u00e4"], 0, 8])
            .Array[1, 4]
            .Select(edits => edits.Aggregate(Valid, (text, edit) =>
            {
                int start = Math.Min(edit.Item1, text.Length);
                return text.Remove(start, Math.Min(edit.Item2, text.Length - start)).Insert(start, edit.Item3);
            }));

        damaged.Sample(
            text =>
            {
                try
                {
                    Parse(text);
                }
                catch (InvalidInputException exception)
                {
                    Assert.All(exception.Lines, line => Assert.Matches(@"^run\.yaml:\d+: .+; expected .+, got .*; fix: .+$", line));
                }
            },
            iter: 5_000);
    }

    private string PathOf(byte[] content)
    {
        string path = _scratch["file.yaml"];
        File.WriteAllBytes(path, content);
        return path;
    }

    private static string MistakeIn(string path) => Assert.Throws<InvalidInputException>(() => RunConfiguration.Load(path, [])).Message;
}
