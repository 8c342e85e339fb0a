using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorCnn.Cli.Progress;

/// <summary>A bar over the width that there is.</summary>
/// <param name="done">The filled share, 0 to 1.</param>
internal sealed class ProgressBar(double done) : Renderable
{
    private const int Widest = 60;
    private static readonly Style Filled = new(Color.Green);
    private static readonly Style Empty = new(Color.Grey);

    /// <inheritdoc/>
    protected override Measurement Measure(RenderOptions options, int maxWidth) => new(Math.Min(10, maxWidth), Math.Min(Widest, maxWidth));

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        int width = Math.Min(Widest, maxWidth);
        int filled = (int)(width * Math.Clamp(done, 0, 1));
        return
        [
            new Segment(new string(options.Unicode ? '━' : '#', filled), Filled),
            new Segment(new string(options.Unicode ? '─' : '-', width - filled), Empty),
        ];
    }
}
