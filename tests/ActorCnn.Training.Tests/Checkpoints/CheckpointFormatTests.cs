using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Checkpoints;
using ActorCnn.Training.EarlyStopping;
using ActorCnn.Training.Protocol;
using CsCheck;

namespace ActorCnn.Training.Tests.Checkpoints;

/// <summary>Every bit comes back, and no damage to any bit goes unseen.</summary>
public sealed class CheckpointFormatTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly CheckpointStore _store;
    private readonly string _path;
    private readonly byte[] _whole;

    public CheckpointFormatTests()
    {
        _store = new CheckpointStore(_scratch.Root, keep: 1);
        _path = _store.Write(1);
        _whole = File.ReadAllBytes(_path);
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_write_the_bytes_that_the_format_describes()
    {
        const string Json =
            """{"config_sha256":"aa11","data_sha256":"bb22","position":{"step":1,"epoch":2,"batch":7,"""
            + "\"epoch_metrics\":"
            + """{"samples":448,"loss_sum":0.30000000000000004,"probability_sum":0.3333333333333333,"correct":401},"""
            + "\"train_seconds\":10.5,\"elapsed_seconds\":12.625,\"shards_reissued\":4,\"nodes_lost\":1},"
            + "\"parameter_count\":5,\"optimizer_state_count\":3,"
            + "\"normalization\":{\"means\":[0.30000000000000004],\"deviations\":[0.3333333333333333]}}";
        byte[] expected =
        [
            .. "ACNNCKPT"u8, 1, 0, 0, 0, (byte)(Json.Length % 256), (byte)(Json.Length / 256), 0, 0, .. Encoding.UTF8.GetBytes(Json),
            .. SampleCheckpoints.Values(5, 1).SelectMany(BitConverter.GetBytes),
            .. SampleCheckpoints.Values(3, -1).SelectMany(BitConverter.GetBytes),
        ];

        Assert.Equal([.. expected, .. SHA256.HashData(expected)], _whole);
    }

    [Fact]
    public void Should_give_back_every_bit() =>
        Gen.Select(Gen.Double, Gen.Double, Gen.Double, Gen.UInt.Array[0, 300], Gen.UInt.Array[0, 300], Gen.Long[0, long.MaxValue], Gen.Int[0, 5])
            .Sample((loss, probability, seconds, parameterBits, stateBits, step, shards) =>
            {
                float[][] residuals = [.. Enumerable.Range(0, shards).Select(shard => SampleCheckpoints.Values(9, shard))];
                float[] parameters = [.. parameterBits.Select(BitConverter.UInt32BitsToSingle)];
                float[] state = [.. stateBits.Select(BitConverter.UInt32BitsToSingle)];
                CheckpointHeader header = SampleCheckpoints.Header(step, parameters.Length, state.Length) with
                {
                    ResidualShards = shards,
                    ResidualCount = shards == 0 ? 0 : 9,
                    Position = RunPosition.Start with
                    {
                        Step = step,
                        EpochMetrics = new ShardMetrics(1, loss, probability, 1),
                        ElapsedSeconds = seconds,
                        Watch = new RunWatch(
                            new BestValue(MonitoredMetric.TestLoss, 1, loss, 1), probability, null,
                            new BestEpoch(new BestValue(MonitoredMetric.TestAccuracy, 2, seconds, 0), new ShardMetrics(10, loss, seconds, 7))),
                    },
                };
                using ScratchDirectory scratch = new();
                CheckpointStore store = new(scratch.Root, keep: 1);
                store.Write(header, parameters, state, residuals);

                Checkpoint read = store.ReadNewest().Newest!;

                Assert.Equal(header, read.Header);
                Assert.Equal(residuals, read.Residuals);
                RunPosition position = read.Header.Position;
                Assert.Equal(
                    Bits(loss, probability, seconds),
                    Bits(position.EpochMetrics.LossSum, position.EpochMetrics.ProbabilitySum, position.ElapsedSeconds));
                Assert.Equal(parameterBits, read.Parameters.Select(BitConverter.SingleToUInt32Bits));
                Assert.Equal(stateBits, read.OptimizerState.Select(BitConverter.SingleToUInt32Bits));
            });

    [Fact]
    public void Should_see_every_flipped_bit()
    {
        for (int bit = 0; bit < 8 * _whole.Length; bit++)
        {
            int position = bit / 8;
            Put(position, (byte)(_whole[position] ^ (1 << (bit % 8))));
            AssertDamaged();
            Put(position, _whole[position]);
        }

        Assert.NotNull(_store.ReadNewest().Newest);

        // In place: a file that is cut and written anew is flushed to the disk each time by some file systems.
        void Put(int position, byte value)
        {
            using FileStream stream = new(_path, FileMode.Open);
            stream.Position = position;
            stream.WriteByte(value);
        }
    }

    [Fact]
    public void Should_see_every_cut()
    {
        for (int length = _whole.Length - 1; length >= 0; length--)
        {
            using (FileStream stream = new(_path, FileMode.Open))
            {
                stream.SetLength(length);
            }

            AssertDamaged();
        }
    }

    [Fact]
    public void Should_see_any_other_damage() =>
        Gen.Select(Gen.Int[0, _whole.Length], Gen.Int[0, _whole.Length], Gen.Byte.Array[0, 40]).Sample((from, to, bytes) =>
        {
            byte[] changed = [.. _whole[..Math.Min(from, to)], .. bytes, .. _whole[Math.Max(from, to)..]];
            if (!changed.AsSpan().SequenceEqual(_whole))
            {
                AssertDamaged(changed);
            }
        }, threads: 1);

    [Fact]
    public void Should_not_take_memory_for_lengths_that_the_file_does_not_have()
    {
        // 2^31 - 1 values each, as a hostile file with a header of its own would say.
        byte[] huge = WithHeader(header => header
            .Replace("\"parameter_count\":5", "\"parameter_count\":2147483647", StringComparison.Ordinal)
            .Replace(
                "\"optimizer_state_count\":3",
                "\"optimizer_state_count\":2147483647,\"residual_shards\":2147483647,\"residual_count\":2147483647",
                StringComparison.Ordinal));
        byte[] longHeader = [.. _whole];
        BinaryPrimitives.WriteUInt32LittleEndian(longHeader.AsSpan(12), uint.MaxValue);

        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertDamaged(huge);
        AssertDamaged(longHeader);

        // Far above what the messages take, far below what the lengths ask for.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData("\"parameter_count\":5", "\"parameter_count\":-5")]
    [InlineData("\"parameter_count\":5", "\"parameter_count\":5000000000")]
    [InlineData("\"optimizer_state_count\":3", "\"optimizer_state_count\":1,\"residual_shards\":-1,\"residual_count\":-2")]
    [InlineData("\"optimizer_state_count\":3", "\"optimizer_state_count\":3,\"residual_shards\":2147483647")]
    [InlineData("\"step\":1,", "")]
    [InlineData("\"aa11\"", "null")]
    public void Should_refuse_a_header_that_makes_no_sense_under_a_checksum_that_matches(string part, string wrong) =>
        AssertDamaged(WithHeader(header => header.Replace(part, wrong, StringComparison.Ordinal)));

    // The whole checkpoint with another header, its length and the checksum made to fit.
    private byte[] WithHeader(Func<string, string> change)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(_whole.AsSpan(12));
        string before = Encoding.UTF8.GetString(_whole, 16, length);
        string after = change(before);
        Assert.NotEqual(before, after);
        byte[] bytes = [.. _whole[..16], .. Encoding.UTF8.GetBytes(after), .. _whole[(16 + length)..^32]];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), after.Length);
        return [.. bytes, .. SHA256.HashData(bytes)];
    }

    private void AssertDamaged(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        AssertDamaged();
    }

    private void AssertDamaged()
    {
        CheckpointReading reading = _store.ReadNewest();
        Assert.Null(reading.Newest);
        Assert.Single(reading.Warnings);
    }

    private static long[] Bits(params double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];
}
