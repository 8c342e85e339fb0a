using ActorCnn.Data.Files;
using ActorCnn.Networks;
using StbImageSharp;

namespace ActorCnn.Data.Images;

/// <summary>Reads JPEG images, baseline and progressive, with StbImageSharp.</summary>
internal static class JpegReader
{
    /// <summary>Reads the shape from the header.</summary>
    public static Shape ReadShape(string path, byte[] bytes)
    {
        ImageInfo info = StbDecoder.ReadInfo(path, bytes);
        return ImageFile.Checked(path, info.ColorComponents is ColorComponents.Grey ? 1 : 3, info.Height, info.Width);
    }

    /// <summary>Reads the whole image.</summary>
    public static (Shape Shape, byte[] Pixels) Read(string path, byte[] bytes)
    {
        Shape shape = ReadShape(path, bytes);

        // The decoder goes on with zeros where a file is cut. The end marker cannot occur within compressed data.
        ReadOnlySpan<byte> all = bytes;
        if (all.LastIndexOf([(byte)0xFF, (byte)0xD9]) <= all.LastIndexOf([(byte)0xFF, (byte)0xDA]))
        {
            throw DataFile.Damaged(path, "is cut short", "an end-of-image marker after the last scan", "none");
        }

        return (shape, StbDecoder.Read(path, bytes, shape));
    }
}
