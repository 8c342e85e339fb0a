using ActorCnn.Cli.Output;
using ActorCnn.Training.Evaluation;
using Spectre.Console.Testing;

namespace ActorCnn.Cli.Tests.Output;

public sealed class TableTests
{
    [Fact]
    public void Should_align_columns_by_spaces_when_plain() =>
        Assert.Equal("name      count\nlong one      7\nx           123\n", Write(SmallTable().Write));

    [Fact]
    public void Should_draw_a_box_on_a_terminal()
    {
        TestConsole console = new();
        using StringWriter output = new();

        SmallTable().Write(new Terminal { Out = output, Error = output, Ansi = console });

        Assert.Equal(["│ name     │ count │", "│ long one │     7 │"], [.. console.Lines.Where(line => line.Contains("name") || line.Contains("one")).Select(line => line.Trim())]);
    }

    [Fact]
    public void Should_show_a_confusion_table()
    {
        ConfusionMatrix confusion = new();
        confusion.Count(0, 0, 12);
        confusion.Count(0, 1, 3);
        confusion.Count(1, 1, 20);

        Assert.Equal(
            """
            confusion: a row for each true class, a column for each that it was taken for
                 cat  dog
            cat   12    3
            dog    0   20

            """, Write(terminal => ConfusionTable.Write(confusion, ["cat", "dog"], terminal)));
    }

    [Fact]
    public void Should_show_the_most_frequent_mistakes_of_many_classes()
    {
        ConfusionMatrix confusion = new();
        confusion.Count(3, 4, 2);
        confusion.Count(5, 6, 9);
        confusion.Count(7, 7, 90);

        Assert.Equal(
            """
            confusion: the most frequent mistakes among 21 classes
            true class  taken for  samples
            c5          c6               9
            c3          c4               2

            """, Write(terminal => ConfusionTable.Write(confusion, [.. Enumerable.Range(0, 21).Select(i => $"c{i}")], terminal)));
    }

    private static TextTable SmallTable()
    {
        TextTable table = new("name", " count");
        table.Add("long one", "7");
        table.Add("x", "123");
        return table;
    }

    private static string Write(Action<Terminal> write)
    {
        using StringWriter output = new() { NewLine = "\n" };
        write(new Terminal { Out = output, Error = output });
        return output.ToString();
    }
}
