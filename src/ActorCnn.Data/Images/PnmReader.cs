using System.Text;
using ActorCnn.Data.Files;
using ActorCnn.Networks;

namespace ActorCnn.Data.Images;

/// <summary>
/// Reads PGM and PPM images (netpbm.sourceforge.net/doc/pnm.html), as text (P2, P3) or binary (P5, P6), comments included. A sample s of
/// an image whose header states the maximum m, 1 to 65535, becomes s / m rounded to 8 bits: (255 s + m/2) / m in whole numbers.
/// </summary>
internal ref struct PnmReader
{
    private const int LargestMaximum = 65535;
    private readonly string _path;
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position = 2;

    private PnmReader(string path, ReadOnlySpan<byte> bytes)
    {
        _path = path;
        _bytes = bytes;
    }

    private readonly bool IsText => _bytes[1] is (byte)'2' or (byte)'3';

    private readonly int Channels => _bytes[1] is (byte)'2' or (byte)'5' ? 1 : 3;

    /// <summary>Reads the shape from the header.</summary>
    public static Shape ReadShape(string path, ReadOnlySpan<byte> bytes) => new PnmReader(path, bytes).ReadHeader().Shape;

    /// <summary>Reads the whole image.</summary>
    public static (Shape Shape, byte[] Pixels) Read(string path, ReadOnlySpan<byte> bytes)
    {
        PnmReader reader = new(path, bytes);
        (Shape shape, int maximum) = reader.ReadHeader();
        reader.CheckLength(shape, maximum);
        byte[] pixels = new byte[shape.Count];
        int plane = shape.Height * shape.Width;
        for (int pixel = 0; pixel < plane; pixel++)
        {
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                int sample = reader.ReadSample(maximum);
                pixels[(channel * plane) + pixel] = (byte)(((sample * 255) + (maximum / 2)) / maximum);
            }
        }

        reader.CheckEnd();
        return (shape, pixels);
    }

    private (Shape Shape, int Maximum) ReadHeader()
    {
        int width = ReadNumber("width", 1, Shape.MaximumCount);
        int height = ReadNumber("height", 1, Shape.MaximumCount);
        Shape shape = ImageFile.Checked(_path, Channels, height, width);
        int maximum = ReadNumber("maximum", 1, LargestMaximum);
        if (!IsText && (_position == _bytes.Length || !IsSpace(_bytes[_position++])))
        {
            throw DataFile.Damaged(_path, "header is wrong", "one white space after the maximum", "something else");
        }

        return (shape, maximum);
    }

    // Before memory is taken: a text sample is a digit and a space at least.
    private readonly void CheckLength(Shape shape, int maximum)
    {
        long needed = IsText ? (2L * shape.Count) - 1 : (maximum > 255 ? 2L : 1L) * shape.Count;
        if (_bytes.Length - _position < needed)
        {
            throw DataFile.Damaged(
                _path, "is cut short", $"at least {needed} bytes of samples for {shape}", $"{_bytes.Length - _position}");
        }
    }

    private int ReadSample(int maximum)
    {
        if (IsText)
        {
            return ReadNumber("sample", 0, maximum);
        }

        int sample = _bytes[_position++];
        if (maximum > 255)
        {
            sample = (sample << 8) | _bytes[_position++];
        }

        return sample <= maximum ? sample : throw WrongNumber("sample", 0, maximum, $"{sample}");
    }

    private int ReadNumber(string what, int least, int most)
    {
        SkipSpaceAndComments();
        int start = _position;
        int value = 0;
        while (_position < _bytes.Length && !IsSpace(_bytes[_position]) && _bytes[_position] != '#')
        {
            int digit = _bytes[_position++] - '0';
            value = digit is >= 0 and <= 9 && value <= most ? (value * 10) + digit : int.MaxValue;
        }

        return _position > start && value >= least && value <= most
            ? value
            : throw WrongNumber(what, least, most, Quote(_bytes[start.._position]));
    }

    private void SkipSpaceAndComments()
    {
        while (_position < _bytes.Length && (IsSpace(_bytes[_position]) || _bytes[_position] == '#'))
        {
            if (_bytes[_position] != '#')
            {
                _position++;
                continue;
            }

            int length = _bytes[_position..].IndexOfAny((byte)'\n', (byte)'\r');
            _position = length < 0 ? _bytes.Length : _position + length;
        }
    }

    private void CheckEnd()
    {
        SkipSpaceAndComments();
        if (_position < _bytes.Length)
        {
            throw DataFile.Damaged(_path, "has bytes after its last sample", "nothing more", $"{_bytes.Length - _position} bytes");
        }
    }

    private readonly InvalidInputException WrongNumber(string what, int least, int most, string got) =>
        new(_path, $"{what} is out of range or not a number", $"a whole number from {least} to {most}", got, "write the image again");

    private static string Quote(ReadOnlySpan<byte> token)
    {
        StringBuilder text = new();
        foreach (byte b in token[..Math.Min(token.Length, 20)])
        {
            text.Append(b is > 32 and < 127 ? (char)b : '?');
        }

        return token.IsEmpty ? "the end of the file" : token.Length > 20 ? $"'{text}…'" : $"'{text}'";
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
}
