namespace ActorCnn.Architecture.Tests.Texts;

/// <summary>A file that is compiled and run by the tests, parts of which the documentation shows.</summary>
internal static class ExampleFile
{
    /// <summary>The text between <c>// &lt;region&gt;</c> and <c>// &lt;/region&gt;</c>, moved to the left.</summary>
    public static string Region(string file, string region)
    {
        string[] lines = Repository.ReadLines(file);
        int start = Array.FindIndex(lines, line => line.Trim() == $"// <{region}>");
        int end = Array.FindIndex(lines, line => line.Trim() == $"// </{region}>");
        Assert.True(start >= 0 && end > start, $"{file} has no region {region}");
        string[] inside = lines[(start + 1)..end];
        int indentation = inside.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Concat(inside.Select(line => $"{(line.Length == 0 ? "" : line[indentation..])}\n"));
    }
}
