using ActorCnn.Data;

namespace ActorCnn.Benchmarks.Trainer;

/// <summary>Random bytes for images, random labels, all in memory: speed does not depend on what is in them.</summary>
internal static class RandomData
{
    public static DataSplit Create(BenchmarkNetwork benchmark)
    {
        Random random = new(1);
        return DataSplit.Create(
            Create("training samples", benchmark, benchmark.TrainSamples, random),
            Create("test samples", benchmark, benchmark.TestSamples, random));
    }

    private static Dataset Create(string name, BenchmarkNetwork benchmark, int samples, Random random)
    {
        int classes = benchmark.Network.Output.Channels;
        byte[] pixels = new byte[samples * benchmark.Network.Input.Count];
        random.NextBytes(pixels);
        return new Dataset(
            name,
            benchmark.Network.Input,
            [.. Enumerable.Range(0, classes).Select(label => $"class {label}")],
            pixels,
            [.. Enumerable.Range(0, samples).Select(_ => (ushort)random.Next(classes))],
            [.. Enumerable.Range(0, 256).Select(value => value / 255f)]);
    }
}
