namespace ActorCnn.Data.Sources;

/// <summary>The seed's images: <c>classes</c> horizontal bands, see SEED.md.</summary>
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
    public override DataSplit Load(ulong seed) => throw new NotImplementedException();
}

/// <summary>The four MNIST-style files, plain or gzipped.</summary>
public sealed record IdxSource(string Folder) : DataSource
{
    /// <inheritdoc/>
    public override string Source => "idx";

    /// <inheritdoc/>
    public override DataSplit Load(ulong seed) => throw new NotImplementedException();
}

/// <summary>CIFAR-10's binary version.</summary>
public sealed record Cifar10Source(string Folder) : DataSource
{
    /// <inheritdoc/>
    public override string Source => "cifar10";

    /// <inheritdoc/>
    public override DataSplit Load(ulong seed) => throw new NotImplementedException();
}

/// <summary>A folder per class of PGM, PPM, PNG and JPEG images.</summary>
public sealed record FolderSource(string Folder) : DataSource
{
    /// <inheritdoc/>
    public override string Source => "folder";

    /// <inheritdoc/>
    public override DataSplit Load(ulong seed) => throw new NotImplementedException();
}
