// <source>
using ActorCnn.Data;
using ActorCnn.Data.Sources;
using ActorCnn.Networks;
using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Configuration.Custom;

namespace ActorCnn.Examples.Tests;

/// <summary>Images of lying and of standing stripes, in which one pixel in ten is wrong.</summary>
public sealed record StripesSource(int Size = 8, int Samples = 60) : DataSource
{
    public override string Source => "stripes";

    public static StripesSource Read(ISettingsReader settings) =>
        new(settings.Number("size", 2, 256, 8), settings.Number("samples", 2, 10_000, 60));

    public static void Write(StripesSource source, SettingsWriter settings) =>
        settings.Number("size", source.Size).Number("samples", source.Samples);

    public override DataSplit Load(ulong seed) => DataSplit.Create(
        Make("training images", Samples, seed, RandomPurpose.TrainingImages),
        Make("test images", Samples / 2, seed, RandomPurpose.TestImages));

    private Dataset Make(string name, int count, ulong seed, RandomPurpose purpose)
    {
        byte[] pixels = new byte[count * Size * Size];
        ushort[] labels = new ushort[count];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int sample, int pixel) = Math.DivRem(i, Size * Size);
            labels[sample] = (ushort)(sample % 2);
            int line = labels[sample] == 0 ? pixel / Size : pixel % Size;

            // Drawn by position, not from a stream: no order of reading changes it.
            bool isWrong = CounterRandom.Uniform(seed, purpose, (uint)sample, (uint)pixel) < 0.1;
            pixels[i] = line % 2 == 0 != isWrong ? (byte)255 : (byte)0;
        }

        return new Dataset(name, new Shape(1, Size, Size), ["lying", "standing"], pixels, labels, PixelValues.ZeroToOne());
    }
}
// </source>
