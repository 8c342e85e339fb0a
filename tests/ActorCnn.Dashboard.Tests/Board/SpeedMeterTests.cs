using ActorCnn.Dashboard.Board;

namespace ActorCnn.Dashboard.Tests.Board;

public class SpeedMeterTests
{
    [Fact]
    public void Should_measure_the_speed_of_the_last_seconds()
    {
        SpeedMeter meter = new();
        Assert.Empty(meter.Speeds());
        for (int second = 0; second <= 10; second++)
        {
            meter.Read(second, second < 5 ? 0 : (second - 5) * 100, second);
            meter.Read(second, 12345, 12345);
        }

        Assert.Equal([100, 1], meter.Speeds());
    }
}
