using Spectre.Console;

namespace ActorCnn.Cli.Output;

/// <summary>A small table of texts: boxed on a terminal, aligned by spaces elsewhere.</summary>
/// <param name="headers">The columns' headers; one that starts with a space has its column aligned to the right.</param>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(cell => cell.ReplaceLineEndings(" "))]);

    /// <summary>Writes the table.</summary>
    public void Write(Terminal terminal)
    {
        if (terminal.Ansi is { } ansi)
        {
            ansi.Write(Boxed());
            return;
        }

        int[] widths = [.. headers.Select((header, column) =>
            _rows.Select(row => row[column].Length).Append(header.Trim().Length).Max())];
        foreach (string[] row in _rows.Prepend([.. headers.Select(header => header.Trim())]))
        {
            terminal.Out.WriteLine(string.Join("  ", row.Select((cell, column) =>
                IsRight(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private Table Boxed()
    {
        Table table = new Table().Border(TableBorder.Rounded);
        for (int column = 0; column < headers.Length; column++)
        {
            TableColumn added = new(new Text(headers[column].Trim()));
            table.AddColumn(IsRight(column) ? added.RightAligned() : added);
        }

        foreach (string[] row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }

    private bool IsRight(int column) => headers[column].StartsWith(' ');
}
