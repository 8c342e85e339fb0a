using ActorCnn.Dashboard.Board;

namespace ActorCnn.Dashboard.Tests.Board;

public class ThinnedSeriesTests
{
    [Fact]
    public void Should_keep_every_point_while_there_is_room()
    {
        ThinnedSeries series = new(2, 8);
        for (int i = 0; i < 7; i++)
        {
            series.Add(i, i * 10, double.NaN);
        }

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], series.Rows.Select(row => row[0]));
        Assert.Equal([0, 10, 20, 30, 40, 50, 60], series.Rows.Select(row => row[1]));
        Assert.All(series.Rows, row => Assert.True(float.IsNaN(row[2])));
        Assert.Equal(0, series.Generation);
    }

    [Fact]
    public void Should_keep_the_mean_of_a_curve_of_any_length_in_bounded_memory()
    {
        ThinnedSeries series = new(1, 64);
        const int Points = 1 << 14;
        for (int i = 0; i < Points; i++)
        {
            series.Add(i, i % 2);
            Assert.True(series.Rows.Count < 64);
        }

        Assert.All(series.Rows, row => Assert.Equal(0.5f, row[1]));
        Assert.Equal(series.Rows.Select(row => row[0]).Order(), series.Rows.Select(row => row[0]));
        Assert.True(series.Rows[^1][0] > Points * 0.95, $"ends at {series.Rows[^1][0]}");
        Assert.True(series.Generation > 5);
    }

    [Fact]
    public void Should_leave_what_is_not_known_out_of_a_mean()
    {
        ThinnedSeries series = new(1, 4);
        foreach (double value in new[] { 1, double.NaN, double.NaN, double.NaN })
        {
            series.Add(0, value);
        }

        Assert.Equal([1, float.NaN], series.Rows.Select(row => row[1]));
    }
}
