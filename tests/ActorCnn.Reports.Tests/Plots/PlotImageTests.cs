using ActorCnn.Reports.Plots;
using SkiaSharp;

namespace ActorCnn.Reports.Tests.Plots;

public sealed class PlotImageTests
{
    [Fact]
    public void Should_draw_every_panel_at_its_size()
    {
        using SKBitmap image = Draw([Panel("a"), Panel("b"), Panel("c")], columns: 2);

        Assert.Equal((1600, 900), (image.Width, image.Height));
    }

    // With some versions of SkiaSharp the image comes out whole but without a letter.
    [Fact]
    public void Should_draw_text()
    {
        using SKBitmap @long = Draw([Panel("a title of many letters")], columns: 1);
        using SKBitmap @short = Draw([Panel("t")], columns: 1);

        Assert.True(Dark(@long) - Dark(@short) > 100, $"{Dark(@long)} dark pixels with a long title, {Dark(@short)} with a short one");
    }

    [Fact]
    public void Should_draw_a_curve_of_one_point_and_a_panel_without_curves()
    {
        using SKBitmap image = Draw([new PlotPanel("a", "x", [new PlotCurve("one", [1], [1]) { Band = ([1], [1]) }]), new PlotPanel("b", "x", [])], 2);

        Assert.Equal(1600, image.Width);
    }

    private static PlotPanel Panel(string title) =>
        new(title, "epoch", [new PlotCurve("one", [1, 2, 3], [0.1, 0.5, 0.9]) { Band = ([0, 0.4, 0.8], [0.2, 0.6, 1]) }]);

    private static SKBitmap Draw(PlotPanel[] panels, int columns) => SKBitmap.Decode(PlotImage.Draw(panels, columns));

    // Of the top, where the title is.
    private static int Dark(SKBitmap image) =>
        Enumerable.Range(0, 30).Sum(y => Enumerable.Range(0, image.Width).Count(x => image.GetPixel(x, y).Red < 128));
}
