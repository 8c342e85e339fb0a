using ScottPlot;
using ScottPlot.MultiplotLayouts;

namespace ActorCnn.Reports.Plots;

/// <summary>Draws panels of curves as a PNG image. Needs no screen. From any thread.</summary>
public static class PlotImage
{
    private const int PanelWidth = 800;
    private const int PanelHeight = 450;

    /// <summary>Draws panels row by row.</summary>
    /// <param name="panels">The panels.</param>
    /// <param name="columns">Panels in a row.</param>
    /// <returns>The bytes of a PNG file, 800 x 450 pixels a panel.</returns>
    public static byte[] Draw(IReadOnlyList<PlotPanel> panels, int columns)
    {
        ArgumentNullException.ThrowIfNull(panels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        int rows = (panels.Count + columns - 1) / columns;
        Multiplot image = new() { Layout = new Grid(rows, columns) };
        image.AddPlots(panels.Count);
        for (int i = 0; i < panels.Count; i++)
        {
            Fill(image.GetPlot(i), panels[i]);
        }

        return image.Render(columns * PanelWidth, rows * PanelHeight).GetImageBytes(ImageFormat.Png);
    }

    private static void Fill(Plot plot, PlotPanel panel)
    {
        plot.Title(panel.Title);
        plot.XLabel(panel.Horizontal);
        for (int i = 0; i < panel.Curves.Count; i++)
        {
            PlotCurve curve = panel.Curves[i];
            Color color = plot.Add.Palette.GetColor(i);
            double[] x = [.. curve.X];
            if (curve.Band is { } band && x.Length > 1)
            {
                var area = plot.Add.FillY(x, [.. band.Low], [.. band.High]);
                area.FillColor = color.WithAlpha(0.2);
                area.LineWidth = 0;
            }

            var line = plot.Add.ScatterLine(x, [.. curve.Y], color);
            line.LineWidth = 2;
            line.MarkerSize = x.Length == 1 ? 8 : 0;
            line.LegendText = curve.Name;
        }

        plot.ShowLegend(Alignment.LowerRight);
    }
}
