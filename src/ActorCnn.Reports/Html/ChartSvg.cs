using static System.FormattableString;

namespace ActorCnn.Reports.Html;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points from left to right, all finite.</param>
internal sealed record ChartLine(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A chart of up to two lines over epochs as an SVG image inside a page; the second line is dashed.</summary>
internal static class ChartSvg
{
    private const double Width = 640;
    private const double Height = 280;
    private const double Left = 60;
    private const double Right = Width - 12;
    private const double Top = 12;
    private const double Bottom = Height - 44;
    private const int MostPoints = 400;
    private const int MostTicks = 6;

    /// <summary>Writes the chart as a figure, or a sentence when there is nothing to draw.</summary>
    /// <param name="page">The page.</param>
    /// <param name="id">The figure's name in the page.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="lines">Its lines.</param>
    public static void Write(HtmlPage page, string id, string title, IReadOnlyList<ChartLine> lines)
    {
        ChartLine[] shown = [.. lines.Where(line => line.Points.Count > 0)];
        if (shown.Length == 0)
        {
            page.Element("p", $"{title}: nothing was measured yet.");
            return;
        }

        (double x0, double x1) = Widen(shown.SelectMany(line => line.Points).Select(point => point.X));
        (double y0, double y1) = Widen(shown.SelectMany(line => line.Points).Select(point => point.Y));
        page.Open("figure").Open("figcaption").Element("strong", title);
        for (int i = 0; i < lines.Count; i++)
        {
            page.Text(" ").Element("span", lines[i].Name, ("class", $"key line{i + 1}"));
        }

        page.Close().Open(
            "svg", ("viewBox", Invariant($"0 0 {Width} {Height}")), ("role", "img"), ("aria-labelledby", $"{id}-title {id}-text"));
        page.Element("title", title, ("id", $"{id}-title")).Element("desc", string.Join("; ", shown.Select(Describe)), ("id", $"{id}-text"));
        foreach (double y in Ticks(y0, y1))
        {
            string at = Invariant($"{Y(y):0.#}");
            page.Void("line", ("class", "grid"), ("x1", Invariant($"{Left}")), ("x2", Invariant($"{Right}")), ("y1", at), ("y2", at));
            page.Element(
                "text", Invariant($"{y:G5}"), ("x", Invariant($"{Left - 8}")), ("y", at), ("dy", "0.35em"), ("text-anchor", "end"));
        }

        foreach (double x in Ticks(x0, x1))
        {
            page.Element(
                "text", Invariant($"{x:G7}"), ("x", Invariant($"{X(x):0.#}")), ("y", Invariant($"{Bottom + 18}")), ("text-anchor", "middle"));
        }

        page.Element(
            "text", "epoch", ("x", Invariant($"{(Left + Right) / 2}")), ("y", Invariant($"{Height - 6}")), ("text-anchor", "middle"));
        for (int i = 0; i < lines.Count; i++)
        {
            WriteLine(page, lines[i], $"line{i + 1}");
        }

        page.Close().Close();

        void WriteLine(HtmlPage target, ChartLine line, string style)
        {
            if (line.Points.Count == 1)
            {
                (double x, double y) = line.Points[0];
                target.Void("circle", ("class", style), ("cx", Invariant($"{X(x):0.#}")), ("cy", Invariant($"{Y(y):0.#}")), ("r", "3"));
                return;
            }

            target.Void("polyline", ("class", style), ("points", string.Join(' ', Thin(line.Points).Select(point =>
                Invariant($"{X(point.X):0.#},{Y(point.Y):0.#}")))));
        }

        double X(double x) => Left + ((x - x0) / (x1 - x0) * (Right - Left));

        double Y(double y) => Bottom - ((y - y0) / (y1 - y0) * (Bottom - Top));
    }

    private static string Describe(ChartLine line) => Invariant(
        $"{line.Name} goes from {line.Points[0].Y:G4} after epoch {line.Points[0].X} to {line.Points[^1].Y:G4} after epoch {line.Points[^1].X}");

    private static (double Least, double Most) Widen(IEnumerable<double> values)
    {
        double[] all = [.. values];
        (double least, double most) = (all.Min(), all.Max());
        return least < most ? (least, most) : (least - 0.5, most + 0.5);
    }

    // Steps of 1, 2 and 5 times a power of ten.
    private static IEnumerable<double> Ticks(double least, double most)
    {
        double[] factors = [2, 2.5, 2];
        double step = 1e-12;
        for (int i = 0; (most - least) / step > MostTicks; i++)
        {
            step *= factors[i % factors.Length];
        }

        for (double tick = Math.Ceiling(least / step); tick * step <= most; tick++)
        {
            yield return tick * step;
        }
    }

    private static IEnumerable<(double X, double Y)> Thin(IReadOnlyList<(double X, double Y)> points) => points.Count <= MostPoints
        ? points
        : Enumerable.Range(0, MostPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MostPoints - 1))]);
}
