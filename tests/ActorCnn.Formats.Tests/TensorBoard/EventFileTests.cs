using System.Text;
using ActorCnn.Formats.TensorBoard;

namespace ActorCnn.Formats.Tests.TensorBoard;

public sealed class EventFileTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _directory = Directory.CreateTempSubdirectory("actorcnn-events-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Should_check_with_the_checksum_that_the_format_names() =>
        Assert.Equal(0xE3069283, EventReader.Checksum(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Should_begin_with_version_and_start()
    {
        using EventFile file = EventFile.Create(_directory, firstStep: 0, new Clock(Start));

        WireMessage[] events = EventReader.Read(file.Path);

        Assert.Equal($"events.out.tfevents.{Start.ToUnixTimeSeconds()}.actorcnn", Path.GetFileName(file.Path));
        Assert.Equal(2, events.Length);
        Assert.Equal("brain.Event:2", events[0].Text(3));
        Assert.Equal("actorcnn", events[0].Message(10).Text(1));
        Assert.Equal(1, events[1].Message(7).Number(1));
        Assert.All(events, happened => Assert.Equal(Start.ToUnixTimeSeconds(), happened.Double(1)));
    }

    [Fact]
    public void Should_append_what_is_known_after_each_step()
    {
        using EventFile file = EventFile.Create(_directory, firstStep: 0, new Clock(Start.AddMilliseconds(250)));
        for (int step = 1; step <= 40; step++)
        {
            Summaries summaries = new();
            summaries.AddScalar("train_loss", 1.0 / step);
            summaries.AddScalar("test_loss", double.NaN);
            file.Write(step, summaries);

            // Readable while it grows.
            WireMessage last = EventReader.Read(file.Path)[^1];
            Assert.Equal(step, last.Number(2));
            Assert.Equal(Start.ToUnixTimeSeconds() + 0.25, last.Double(1));
            Assert.Equal(1f / step, EventReader.Values(last)["train_loss"].Single(2));
            Assert.Equal(float.NaN, EventReader.Values(last)["test_loss"].Single(2));
        }
    }

    [Fact]
    public void Should_come_after_the_files_before_it_when_a_run_goes_on()
    {
        string first, second;
        using (EventFile file = EventFile.Create(_directory, firstStep: 0, new Clock(Start)))
        {
            first = file.Path;
        }

        // The clock was set back.
        using (EventFile file = EventFile.Create(_directory, firstStep: 31, new Clock(Start.AddHours(-1))))
        {
            second = file.Path;
        }

        Assert.True(string.CompareOrdinal(first, second) < 0);
        WireMessage start = EventReader.Read(second)[1];
        Assert.Equal((31, 1), (start.Number(2), start.Message(7).Number(1)));
    }

    [Fact]
    public void Should_leave_nothing_where_it_cannot_be_created() =>
        Assert.Throws<DirectoryNotFoundException>(() => EventFile.Create(Path.Combine(_directory, "none"), 0, TimeProvider.System));

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
