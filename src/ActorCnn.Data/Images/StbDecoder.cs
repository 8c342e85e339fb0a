using ActorCnn.Data.Files;
using ActorCnn.Networks;
using StbImageSharp;

namespace ActorCnn.Data.Images;

/// <summary>The two calls to StbImageSharp that are used, with what makes them safe on damaged files.</summary>
internal static class StbDecoder
{
    /// <summary>What the header says.</summary>
    public static ImageInfo ReadInfo(string path, byte[] bytes) =>
        Decode(path, bytes, stream => ImageInfo.FromStream(stream) ?? throw new InvalidDataException("the header is wrong"));

    /// <summary>The pixels, channel by channel, of an image whose header was checked.</summary>
    public static byte[] Read(string path, byte[] bytes, Shape shape)
    {
        ColorComponents components = shape.Channels == 1 ? ColorComponents.Grey : ColorComponents.RedGreenBlue;
        ImageResult image = Decode(path, bytes, stream => ImageResult.FromStream(stream, components));
        return image.Width == shape.Width && image.Height == shape.Height
            ? ToPlanes(image.Data, shape)
            : throw DataFile.Damaged(path, "declares two sizes", $"{shape}", $"{image.Height} x {image.Width}");
    }

    private static T Decode<T>(string path, byte[] bytes, Func<Stream, T> decode)
    {
        try
        {
            using ClampedStream stream = new(bytes);
            return decode(stream);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Damage shows in the decoder as several exceptions, index out of range among them.
            throw DataFile.Damaged(path, "is damaged", "an image that can be decoded", e.Message.TrimEnd('.'), e);
        }
    }

    private static byte[] ToPlanes(byte[] interleaved, Shape shape)
    {
        if (shape.Channels == 1)
        {
            return interleaved;
        }

        int plane = shape.Height * shape.Width;
        byte[] planes = new byte[interleaved.Length];
        for (int i = 0; i < interleaved.Length; i++)
        {
            planes[(i % shape.Channels * plane) + (i / shape.Channels)] = interleaved[i];
        }

        return planes;
    }

    /// <summary>
    /// Does not go beyond the end: the decoder takes a position past it for more data to come and would look for it forever.
    /// </summary>
    private sealed class ClampedStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override long Seek(long offset, SeekOrigin loc)
        {
            long start = loc switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => Position,
                _ => Length,
            };
            return base.Seek(Math.Clamp(start + offset, 0, Length), SeekOrigin.Begin);
        }
    }
}
