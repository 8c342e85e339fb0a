using ActorCnn.Networks;

namespace ActorCnn.Data.Tests.Support;

/// <summary>Asserts that input is refused as a person wants to be told.</summary>
internal static class Invalid
{
    /// <summary>Runs what must be refused; checks the line's form and that it holds each of <paramref name="parts"/>.</summary>
    public static void Says(Action action, params string[] parts)
    {
        string message = Assert.Throws<InvalidInputException>(action).Message;
        Assert.Matches("^[^\r\n]+: [^\r\n]+; expected [^\r\n]+, got [^\r\n]+; fix: [^\r\n]+$", message);
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
