using System.Security.Cryptography;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Data;
using ActorCnn.Networks;
using CsCheck;

namespace ActorCnn.Cluster.Tests.Nodes;

public class DataBlobTests
{
    private static readonly DataSplit Data = DataSplit.Create(Make("train", 5), Make("test", 3));

    [Fact]
    public void Should_be_the_bytes_that_the_data_s_hash_is_taken_over() =>
        Assert.Equal(Data.Sha256, Convert.ToHexStringLower(SHA256.HashData(DataBlob.Write(Data))));

    [Fact]
    public void Should_come_out_as_it_went_in()
    {
        DataSplit copy = DataBlob.Read(DataBlob.Write(Data));
        Assert.Equal(Data.Sha256, copy.Sha256);
        Assert.Equal(Data.Train.AllPixels, copy.Train.AllPixels);
        Assert.Equal(Data.Test.Labels, copy.Test.Labels);
        Assert.Equal(2, copy.Train.ClassNames.Count);
    }

    [Fact]
    public void Should_refuse_whatever_is_no_data_before_memory_is_taken()
    {
        byte[] good = DataBlob.Write(Data);
        Gen.Select(Gen.Int[0, 1063], Gen.Byte, Gen.Int[0, good.Length]).Sample((position, value, length) =>
        {
            byte[] damaged = [.. good[..Math.Max(length, 1)]];
            damaged[position % damaged.Length] = value;
            try
            {
                DataBlob.Read(damaged);
            }
            catch (BulkException)
            {
            }
        });
        Assert.Throws<BulkException>(() => DataBlob.Read(good.AsSpan()[..^1]));
        Assert.Throws<BulkException>(() => DataBlob.Read([]));
    }

    private static Dataset Make(string name, int count)
    {
        byte[] pixels = [.. Enumerable.Range(0, count * 12).Select(i => (byte)(i * 37))];
        ushort[] labels = [.. Enumerable.Range(0, count).Select(i => (ushort)(i % 2))];
        return new Dataset(name, new Shape(1, 3, 4), ["cat", "dog"], pixels, labels, PixelValues.ZeroToOne());
    }
}
