using System.Security.Cryptography;
using ActorCnn.Networks;

namespace ActorCnn.Data.Tests;

public class DataSplitTests
{
    private static readonly Shape Shape = new(1, 1, 2);

    private static Dataset Make(
        string name = "set", Shape? shape = null, string[]? classNames = null, byte[]? pixels = null, ushort[]? labels = null,
        float value = 1) =>
        new(name, shape ?? Shape, classNames ?? ["a", "b"], pixels ?? [1, 2, 3, 4], labels ?? [0, 1], [.. new float[255], value]);

    [Fact]
    public void Should_hash_the_bytes_that_are_documented()
    {
        ushort[] labels = [.. Enumerable.Range(0, 1500).Select(i => (ushort)(i % 300))];
        byte[] pixels = [.. Enumerable.Range(0, 3000).Select(i => (byte)i)];
        string[] classNames = [.. Enumerable.Range(0, 300).Select(i => $"{i}")];
        Dataset train = Make(pixels: pixels, labels: labels, classNames: classNames);
        Dataset test = Make(classNames: classNames);
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        foreach (Dataset set in new[] { train, test })
        {
            Array.ForEach([set.Count, 1, 1, 2, 300], writer.Write);
            Array.ForEach(set.Values.ToArray(), writer.Write);
            Array.ForEach(set.Labels.ToArray(), writer.Write);
            writer.Write(set.AllPixels);
        }

        writer.Flush();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(stream.ToArray())), DataSplit.Create(train, test).Sha256);
    }

    [Fact]
    public void Should_change_with_each_part_of_the_data_and_not_with_names()
    {
        string[] hashes =
        [
            DataSplit.Create(Make(), Make()).Sha256,
            DataSplit.Create(Make(pixels: [1, 2, 3, 5]), Make()).Sha256,
            DataSplit.Create(Make(), Make(pixels: [1, 2, 3, 5])).Sha256,
            DataSplit.Create(Make(labels: [1, 1]), Make()).Sha256,
            DataSplit.Create(Make(value: 0.5f), Make()).Sha256,
            DataSplit.Create(Make(shape: new(2, 1, 1)), Make(shape: new(2, 1, 1))).Sha256,
            DataSplit.Create(Make(classNames: ["a", "b", "c"]), Make(classNames: ["a", "b", "c"])).Sha256,
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], DataSplit.Create(Make("other", classNames: ["x", "y"]), Make(classNames: ["x", "y"])).Sha256);
    }

    [Fact]
    public void Should_refuse_sets_that_do_not_go_together()
    {
        Assert.Throws<ArgumentException>(() => DataSplit.Create(Make(), Make(shape: new(2, 1, 1))));
        Assert.Throws<ArgumentException>(() => DataSplit.Create(Make(), Make(classNames: ["a", "c"])));
        Assert.Throws<ArgumentException>(() => DataSplit.Create(Make(), Make(pixels: [], labels: [])));
    }

    [Fact]
    public void Should_refuse_a_data_set_whose_parts_do_not_fit()
    {
        Assert.Throws<ArgumentException>(() => Make(pixels: [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => Make(labels: [0, 2]));
        Assert.Throws<ArgumentException>(() => new Dataset("set", Shape, ["a"], [1, 2], [0], new float[255]));
    }
}
