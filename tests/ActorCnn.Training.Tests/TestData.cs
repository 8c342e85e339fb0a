using ActorCnn.Data;
using ActorCnn.Networks;

namespace ActorCnn.Training.Tests;

/// <summary>Samples for tests.</summary>
internal static class TestData
{
    /// <summary>Noise with a stripe whose place tells the class, so that there is something to learn.</summary>
    public static DataSplit Random(int samples, Shape shape, int classes, int seed)
    {
        Random random = new(seed);
        return new DataSplit(Make("training samples", samples), Make("test samples", samples / 2), "none");

        Dataset Make(string name, int count)
        {
            byte[] pixels = new byte[count * shape.Count];
            ushort[] labels = new ushort[count];
            random.NextBytes(pixels);
            for (int i = 0; i < count; i++)
            {
                labels[i] = (ushort)random.Next(classes);
                pixels.AsSpan((i * shape.Count) + (labels[i] * shape.Width), shape.Width).Fill(255);
            }

            float[] values = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];
            return new Dataset(name, shape, [.. Enumerable.Range(0, classes).Select(i => $"class {i}")], pixels, labels, values);
        }
    }
}
