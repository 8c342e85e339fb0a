using ActorCnn.Networks;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Data.Sources;

/// <summary>
/// The seed's images, made in memory: image i has class i mod <see cref="Classes"/>; the rows of its class's band are 0.5 with
/// probability p, all other rows with probability 1 - p, else 0. Class k's band is rows k·height/classes up to (k+1)·height/classes.
/// A pixel depends on the seed, its image and its place alone.
/// </summary>
public sealed record BandsSource : DataSource
{
    /// <inheritdoc/>
    public override string Source => "bands";

    /// <summary>Rows.</summary>
    public int Height { get; init; } = 12;

    /// <summary>Columns.</summary>
    public int Width { get; init; } = 12;

    /// <summary>Classes, at most one a row.</summary>
    public int Classes { get; init; } = 3;

    /// <summary>Training images.</summary>
    public int TrainSamples { get; init; } = 150;

    /// <summary>Test images.</summary>
    public int TestSamples { get; init; } = 30;

    /// <summary>The probability that a pixel of a training image is as its class wants it.</summary>
    public double TrainProbability { get; init; } = 0.95;

    /// <summary>The same for test images.</summary>
    public double TestProbability { get; init; } = 0.90;

    /// <inheritdoc/>
    public override DataSplit Load(ulong seed)
    {
        Check();
        return DataSplit.Create(
            Make("training images", TrainSamples, TrainProbability, seed, RandomPurpose.TrainingImages),
            Make("test images", TestSamples, TestProbability, seed, RandomPurpose.TestImages));
    }

    private Dataset Make(string name, int samples, double probability, ulong seed, RandomPurpose purpose)
    {
        int size = Height * Width;
        byte[] pixels = new byte[samples * size];
        ushort[] labels = new ushort[samples];
        for (int sample = 0; sample < samples; sample++)
        {
            int label = sample % Classes;
            int first = BandStart(label) * Width;
            int end = BandStart(label + 1) * Width;
            for (int pixel = 0; pixel < size; pixel++)
            {
                double lit = pixel >= first && pixel < end ? probability : 1 - probability;
                bool isLit = CounterRandom.Uniform(seed, purpose, (uint)sample, (uint)pixel) < lit;
                pixels[(sample * size) + pixel] = isLit ? (byte)1 : (byte)0;
            }

            labels[sample] = (ushort)label;
        }

        float[] values = new float[256];
        values[1] = 0.5f;
        string[] classNames = [.. Enumerable.Range(1, Classes).Select(band => $"band {band}")];
        return new Dataset(name, new Shape(1, Height, Width), classNames, pixels, labels, values);
    }

    private int BandStart(int band) => (int)((long)band * Height / Classes);

    private void Check()
    {
        CheckRange("height", Height, 1, Shape.MaximumCount);
        CheckRange("width", Width, 1, Shape.MaximumCount / Height);
        CheckRange("classes", Classes, 1, Math.Min(Height, ushort.MaxValue + 1));
        int mostSamples = Array.MaxLength / (Height * Width);
        CheckRange("train-samples", TrainSamples, 1, mostSamples);
        CheckRange("test-samples", TestSamples, 1, mostSamples);
        CheckProbability("train-probability", TrainProbability);
        CheckProbability("test-probability", TestProbability);
    }

    private static void CheckRange(string key, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new InvalidInputException(
                $"data.{key}", "out of range", $"a whole number from {least} to {most}", $"{value}", $"change data.{key}");
        }
    }

    private static void CheckProbability(string key, double value)
    {
        if (!(value >= 0 && value <= 1))
        {
            throw new InvalidInputException($"data.{key}", "out of range", "a number from 0 to 1", $"{value}", $"change data.{key}");
        }
    }
}
