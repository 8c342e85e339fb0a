using ActorCnn.Data.Files;
using ActorCnn.Networks;

namespace ActorCnn.Data.Images;

/// <summary>
/// Reads PGM, PPM, PNG and JPEG images, told apart by their first bytes. Grey images have one channel, colour images three; transparency
/// is dropped and a stored orientation not followed. Samples of other depths are brought to 8 bits. Every size is bounded before memory
/// is taken. Deterministic; safe from any thread.
/// </summary>
public static class ImageFile
{
    // Larger than any image of Shape.MaximumCount samples needs to be, written as text included.
    private const int MostBytes = 1 << 27;

    private static readonly HashSet<string> Extensions =
        new([".pgm", ".ppm", ".pnm", ".png", ".jpg", ".jpeg"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads an image.</summary>
    /// <returns>Its shape, and its pixels channel by channel, row-major.</returns>
    /// <exception cref="InvalidInputException">The file is missing, damaged, too large or of another format.</exception>
    public static (Shape Shape, byte[] Pixels) Read(string path)
    {
        byte[] bytes = DataFile.ReadAll(path, MostBytes);
        return FormatOf(path, bytes) switch
        {
            Format.Png => PngReader.Read(path, bytes),
            Format.Jpeg => JpegReader.Read(path, bytes),
            _ => PnmReader.Read(path, bytes),
        };
    }

    /// <summary>Reads an image that must have the given shape; where that has three channels a grey image repeats its own.</summary>
    /// <returns>Its pixels channel by channel, row-major.</returns>
    /// <exception cref="InvalidInputException">As for <see cref="Read(string)"/>, or the shape differs.</exception>
    public static byte[] Read(string path, Shape shape)
    {
        (Shape found, byte[] pixels) = Read(path);
        if (found == shape)
        {
            return pixels;
        }

        if (found.Channels != 1 || found with { Channels = shape.Channels } != shape)
        {
            throw new InvalidInputException(
                path, "image shape differs", $"{shape} (channels x height x width)", $"{found}", "convert the image");
        }

        byte[] repeated = new byte[shape.Count];
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            pixels.CopyTo(repeated, channel * pixels.Length);
        }

        return repeated;
    }

    /// <summary>Reads an image's shape from its header.</summary>
    /// <exception cref="InvalidInputException">The file is missing, too large or of another format, or its header is wrong.</exception>
    internal static Shape ReadShape(string path)
    {
        byte[] bytes = DataFile.ReadAll(path, MostBytes);
        return FormatOf(path, bytes) switch
        {
            Format.Png => PngReader.ReadShape(path, bytes),
            Format.Jpeg => JpegReader.ReadShape(path, bytes),
            _ => PnmReader.ReadShape(path, bytes),
        };
    }

    /// <summary>True when the name ends as an image's does.</summary>
    internal static bool HasImageName(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>The shape, if it is a possible one.</summary>
    /// <exception cref="InvalidInputException">A size is zero, or the image too large.</exception>
    internal static Shape Checked(string path, long channels, long height, long width)
    {
        Shape shape = new((int)channels, (int)Math.Min(height, int.MaxValue), (int)Math.Min(width, int.MaxValue));
        return shape.IsValid
            ? shape
            : throw new InvalidInputException(
                path, "image size is out of range", $"sizes of at least 1 and at most {Shape.MaximumCount} values",
                $"{height} x {width} (height x width)", "resize the image");
    }

    private static Format FormatOf(string path, ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'P', (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6', ..] => Format.Pnm,
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => Format.Png,
        [0xFF, 0xD8, 0xFF, ..] => Format.Jpeg,
        _ => throw new InvalidInputException(
            path, "is not an image that can be read", "PGM or PPM (P2, P3, P5, P6), PNG or JPEG",
            bytes.IsEmpty ? "an empty file" : $"the first bytes {Convert.ToHexString(bytes[..Math.Min(4, bytes.Length)])}",
            "convert or remove it"),
    };

    private enum Format
    {
        Pnm,
        Png,
        Jpeg,
    }
}
