using System.Globalization;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>A table for a README, and how numbers look in it.</summary>
internal sealed class MarkdownTable(params string[] headings)
{
    private readonly List<string[]> _rows = [headings, [.. headings.Select(_ => "---")]];

    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Ratio(double value) => value.ToString(value < 10 ? "F2" : "F1", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write()
    {
        foreach (string[] row in _rows)
        {
            Console.WriteLine(row == _rows[1] ? $"|{string.Join('|', row)}|" : $"| {string.Join(" | ", row)} |");
        }

        Console.WriteLine();
    }
}
