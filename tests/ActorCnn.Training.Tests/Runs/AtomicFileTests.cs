using ActorCnn.Training.Runs;

namespace ActorCnn.Training.Tests.Runs;

public sealed class AtomicFileTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_replace_a_file_and_leave_nothing_else()
    {
        AtomicFile.WriteText(_scratch["a"], "old, and longer than what comes after it");
        AtomicFile.WriteText(_scratch["a"], "nü");

        Assert.Equal("n\u00FC"u8.ToArray(), File.ReadAllBytes(_scratch["a"]));
        Assert.Equal(["a"], _scratch.Names);
    }

    [Fact]
    public void Should_show_the_old_content_until_the_commit()
    {
        AtomicFile.WriteText(_scratch["a"], "old");
        using AtomicFile file = new(_scratch["a"]);
        file.Stream.Write("new"u8);

        Assert.Equal("old", File.ReadAllText(_scratch["a"]));
        file.Commit();
        Assert.Equal("new", File.ReadAllText(_scratch["a"]));
    }

    [Fact]
    public void Should_leave_the_target_alone_when_the_writer_gives_up()
    {
        AtomicFile.WriteText(_scratch["a"], "old");

        using (AtomicFile file = new(_scratch["a"]))
        {
            file.Stream.Write("half"u8);
            Assert.Equal(["a", "a.tmp"], _scratch.Names);
        }

        Assert.Equal("old", File.ReadAllText(_scratch["a"]));
        Assert.Equal(["a"], _scratch.Names);
    }

    [Fact]
    public void Should_leave_the_target_alone_when_the_disk_is_full()
    {
        AtomicFile.WriteText(_scratch["a"], "old");
        File.CreateSymbolicLink(_scratch["a.tmp"], "/dev/full");

        Assert.Throws<IOException>(() => AtomicFile.WriteText(_scratch["a"], "new"));

        Assert.Equal("old", File.ReadAllText(_scratch["a"]));
        Assert.Equal(["a"], _scratch.Names);
    }

    [Fact]
    public void Should_remove_the_temporary_when_the_target_cannot_be_replaced()
    {
        Directory.CreateDirectory(_scratch["a"]);

        Exception? exception = Record.Exception(() => AtomicFile.WriteText(_scratch["a"], "new"));

        Assert.True(exception is IOException or UnauthorizedAccessException, $"{exception}");
        Assert.Equal(["a"], _scratch.Names);
    }

    [Fact]
    public void Should_overwrite_a_temporary_that_a_crash_has_left()
    {
        File.WriteAllText(_scratch["a.tmp"], "left over, and longer than what comes after it");

        AtomicFile.WriteText(_scratch["a"], "new");

        Assert.Equal("new", File.ReadAllText(_scratch["a"]));
        Assert.Equal(["a"], _scratch.Names);
    }

    [Fact]
    public void Should_remove_stale_temporaries_and_nothing_else()
    {
        File.WriteAllText(_scratch["a.tmp"], "");
        File.WriteAllText(_scratch["b.ckpt.tmp"], "");
        File.WriteAllText(_scratch["c.tmp.ckpt"], "");
        Directory.CreateDirectory(_scratch["d.tmp"]);

        AtomicFile.DeleteStale(_scratch.Root);

        Assert.Equal(["c.tmp.ckpt", "d.tmp"], _scratch.Names);
    }
}
