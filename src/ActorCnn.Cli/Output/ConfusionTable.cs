using System.Globalization;
using ActorCnn.Training.Evaluation;

namespace ActorCnn.Cli.Output;

/// <summary>Shows which classes were taken for which: a row a class with a column for each that it was taken for.</summary>
internal static class ConfusionTable
{
    private const int MostColumns = 20;
    private const int MostMistakes = 20;

    /// <summary>Writes the table; with more classes than fit, the most frequent mistakes.</summary>
    public static void Write(ConfusionMatrix confusion, IReadOnlyList<string> classes, Terminal terminal)
    {
        if (classes.Count > MostColumns)
        {
            WriteMistakes(confusion, classes, terminal);
            return;
        }

        terminal.Line($"confusion: a row for each true class, a column for each that it was taken for");
        TextTable table = new(["", .. classes.Select(name => $" {name}")]);
        for (int actual = 0; actual < classes.Count; actual++)
        {
            table.Add([classes[actual], .. classes.Select((_, predicted) => Number(confusion[actual, predicted]))]);
        }

        table.Write(terminal);
    }

    private static void WriteMistakes(ConfusionMatrix confusion, IReadOnlyList<string> classes, Terminal terminal)
    {
        terminal.Line($"confusion: the most frequent mistakes among {classes.Count} classes");
        TextTable table = new("true class", "taken for", " samples");
        foreach ((int actual, int predicted, long samples) in confusion.Mistakes.Take(MostMistakes))
        {
            table.Add(classes[actual], classes[predicted], Number(samples));
        }

        table.Write(terminal);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
