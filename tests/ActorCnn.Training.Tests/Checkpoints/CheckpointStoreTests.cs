using ActorCnn.Networks;
using ActorCnn.Training.Checkpoints;

namespace ActorCnn.Training.Tests.Checkpoints;

/// <summary>Which checkpoints are there after what happened.</summary>
public sealed class CheckpointStoreTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_find_none_where_nothing_was_written()
    {
        CheckpointReading reading = new CheckpointStore(_scratch["none"], 3).ReadNewest();

        Assert.Null(reading.Newest);
        Assert.Empty(reading.Warnings);
        Assert.Empty(_scratch.Names);
    }

    [Fact]
    public void Should_keep_the_newest_few_and_read_the_newest()
    {
        CheckpointStore store = new(_scratch["checkpoints"], keep: 2);
        for (long step = 500; step <= 2000; step += 500)
        {
            Assert.Equal(Path.Combine(_scratch["checkpoints"], $"step-{step:D10}.ckpt"), store.Write(step));
        }

        Assert.Equal(["step-0000001500.ckpt", "step-0000002000.ckpt"], Names("checkpoints"));
        CheckpointReading reading = new CheckpointStore(_scratch["checkpoints"], keep: 2).ReadNewest();
        SampleCheckpoints.AssertIsStep(2000, reading);
        Assert.Equal(Path.Combine(_scratch["checkpoints"], "step-0000002000.ckpt"), reading.Newest!.Path);
        Assert.Empty(reading.Warnings);
    }

    [Fact]
    public void Should_order_steps_by_number_beyond_the_padding_too()
    {
        CheckpointStore store = new(_scratch.Root, keep: 2);
        store.Write(9_999_999_999);
        store.Write(10_000_000_000);

        SampleCheckpoints.AssertIsStep(10_000_000_000, store.ReadNewest());
    }

    [Fact]
    public void Should_replace_a_checkpoint_of_the_same_step()
    {
        CheckpointStore store = new(_scratch.Root, keep: 1);
        File.WriteAllText(store.Write(1), "damaged");
        store.Write(1);

        SampleCheckpoints.AssertIsStep(1, store.ReadNewest());
        Assert.Single(_scratch.Names);
    }

    [Fact]
    public void Should_pass_over_damaged_ones_and_say_so()
    {
        CheckpointStore store = new(_scratch.Root, keep: 9);
        store.Write(1);
        string flipped = store.Write(2);
        string cut = store.Write(3);
        string foreign = store.Write(4);
        string empty = store.Write(5);
        string folder = Path.Combine(_scratch.Root, "step-0000000006.ckpt");
        byte[] bytes = File.ReadAllBytes(flipped);
        bytes[^40] ^= 1;
        File.WriteAllBytes(flipped, bytes);
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..100]);
        File.WriteAllText(foreign, "a text that somebody has put here");
        File.WriteAllText(empty, "");
        Directory.CreateDirectory(folder);

        CheckpointReading reading = store.ReadNewest();

        SampleCheckpoints.AssertIsStep(1, reading);
        Assert.Collection(
            reading.Warnings,
            warning => Assert.StartsWith($"{folder}: checkpoint passed over: ", warning, StringComparison.Ordinal),
            warning => Assert.Equal($"{empty}: checkpoint passed over: empty", warning),
            warning => Assert.Equal($"{foreign}: checkpoint passed over: not a checkpoint", warning),
            warning => Assert.Matches("checkpoint passed over: cut short; expected [0-9]+ bytes or more, got 100$", warning),
            warning => Assert.Equal($"{flipped}: checkpoint passed over: the checksum does not match", warning));
    }

    [Fact]
    public void Should_name_a_newer_format()
    {
        CheckpointStore store = new(_scratch.Root, keep: 9);
        string path = store.Write(1);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[8] = 2;
        File.WriteAllBytes(path, bytes);

        CheckpointReading reading = store.ReadNewest();

        Assert.Null(reading.Newest);
        Assert.Equal([$"{path}: checkpoint passed over: another format version; expected 1, got 2"], reading.Warnings);
    }

    [Fact]
    public void Should_never_push_out_the_new_one_for_a_damaged_one_of_a_later_step()
    {
        CheckpointStore store = new(_scratch.Root, keep: 1);
        store.Write(400);
        string damaged = Path.Combine(_scratch.Root, "step-0000000500.ckpt");
        File.WriteAllText(damaged, "damaged");

        store.Write(450);

        Assert.Equal(["step-0000000450.ckpt", "step-0000000500.ckpt"], _scratch.Names);
        SampleCheckpoints.AssertIsStep(450, store.ReadNewest());
    }

    [Fact]
    public void Should_leave_files_alone_that_are_not_its_own()
    {
        string[] others = ["notes.txt", "step-.ckpt", "step-1x.ckpt", "step--2.ckpt", "step-99999999999999999999.ckpt"];
        foreach (string name in others)
        {
            File.WriteAllText(_scratch[name], "");
        }

        CheckpointStore store = new(_scratch.Root, keep: 1);
        store.Write(1);
        store.Write(2);

        Assert.Equal([.. others.Append("step-0000000002.ckpt").Order(StringComparer.Ordinal)], _scratch.Names);
        Assert.Empty(store.ReadNewest().Warnings);
    }

    [Fact]
    public void Should_keep_the_checkpoints_when_the_disk_is_full()
    {
        CheckpointStore store = new(_scratch.Root, keep: 1);
        store.Write(1);
        File.CreateSymbolicLink(_scratch["step-0000000002.ckpt.tmp"], "/dev/full");

        AssertCannotWrite(store, 2);

        Assert.Equal(["step-0000000001.ckpt"], _scratch.Names);
        SampleCheckpoints.AssertIsStep(1, store.ReadNewest());
        store.Write(2);
        SampleCheckpoints.AssertIsStep(2, store.ReadNewest());
    }

    [Fact]
    public void Should_keep_the_checkpoints_when_the_new_one_cannot_be_put_in_its_place()
    {
        CheckpointStore store = new(_scratch.Root, keep: 1);
        store.Write(1);
        Directory.CreateDirectory(_scratch["step-0000000002.ckpt"]);

        AssertCannotWrite(store, 2);

        Assert.Equal(["step-0000000001.ckpt", "step-0000000002.ckpt"], _scratch.Names);
        SampleCheckpoints.AssertIsStep(1, store.ReadNewest());
    }

    [Fact]
    public void Should_only_warn_when_an_old_one_cannot_be_removed()
    {
        List<string> warnings = [];
        CheckpointStore store = new(_scratch.Root, keep: 1, warnings.Add);
        Directory.CreateDirectory(_scratch["step-0000000001.ckpt"]);

        store.Write(2);

        string warning = Assert.Single(warnings);
        Assert.StartsWith($"{_scratch["step-0000000001.ckpt"]}: old checkpoint cannot be removed: ", warning, StringComparison.Ordinal);
        SampleCheckpoints.AssertIsStep(2, store.ReadNewest());
    }

    [Fact]
    public void Should_remove_what_a_crash_left_unfinished_when_it_writes_but_not_when_it_reads()
    {
        File.WriteAllText(_scratch["step-0000000001.ckpt.tmp"], "half");
        CheckpointStore store = new(_scratch.Root, keep: 1);

        Assert.Null(store.ReadNewest().Newest);
        Assert.Equal(["step-0000000001.ckpt.tmp"], _scratch.Names);

        store.Write(2);
        Assert.Equal(["step-0000000002.ckpt"], _scratch.Names);
    }

    [Fact]
    public void Should_refuse_a_header_that_does_not_fit_the_buffers()
    {
        CheckpointStore store = new(_scratch.Root, keep: 1);

        Assert.Throws<ArgumentException>(() => store.Write(SampleCheckpoints.Header(1), new float[4], new float[3]));
        Assert.Throws<ArgumentException>(() => store.Write(SampleCheckpoints.Header(1), new float[5], []));
        Assert.Throws<ArgumentException>(() => store.Write(SampleCheckpoints.Header(1), new float[5], new float[3], [new float[5]]));
        Assert.Empty(_scratch.Names);
    }

    [Theory]
    [InlineData("aa11", "bb22", 5, null)]
    [InlineData("AA11", "BB22", 5, null)]
    [InlineData("aa12", "bb23", 6, "made with another configuration; expected aa12, got aa11; fix: ")]
    [InlineData("aa11", "bb23", 6, "made with other data; expected bb23, got bb22; fix: ")]
    [InlineData("aa11", "bb22", 6, "made with another network; expected 6 parameters, got 5 parameters; fix: ")]
    public void Should_name_the_difference_from_another_run(string config, string data, int parameters, string? message)
    {
        Exception? exception =
            Record.Exception(() => SampleCheckpoints.Header(1).RequireSameRun(config, data, parameters, "step-1.ckpt"));

        if (message is null)
        {
            Assert.Null(exception);
            return;
        }

        string line = Assert.IsType<InvalidInputException>(exception).Message;
        Assert.StartsWith($"step-1.ckpt: the checkpoint was {message}", line, StringComparison.Ordinal);
    }

    private static void AssertCannotWrite(CheckpointStore store, long step)
    {
        IOException exception = Assert.Throws<IOException>(() => store.Write(step));
        Assert.StartsWith("checkpoint: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"step-{step:D10}.ckpt cannot be written: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", exception.Message, StringComparison.Ordinal);
    }

    private string[] Names(string folder) =>
        [.. Directory.GetFileSystemEntries(_scratch[folder]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
