using ActorCnn.Dashboard.Board;

namespace ActorCnn.Dashboard.Tests.Board;

public class BoardCursorTests
{
    [Fact]
    public void Should_give_a_page_only_what_it_has_not_seen_unless_the_rows_have_changed()
    {
        ThinnedSeries series = new(1, 4);
        BoardCursor cursor = new();
        series.Add(1, 1);
        Assert.True(cursor.Advance(0, series) is { Anew: true, Items.Count: 1 });
        series.Add(2, 2);
        series.Add(3, 3);
        Assert.True(cursor.Advance(0, series) is { Anew: false, Items: [[2, 2], [3, 3]] });
        Assert.True(cursor.Advance(0, series) is { Anew: false, Items: [] });
        series.Add(4, 4);
        Assert.True(cursor.Advance(0, series) is { Anew: true, Items: [[2, 1.5f], [4, 3.5f]] });
    }
}
