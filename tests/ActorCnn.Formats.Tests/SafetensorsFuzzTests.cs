using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using CsCheck;

namespace ActorCnn.Formats.Tests;

/// <summary>Weights of any network come back with the same bits, and no damage gets past with another exception than its own.</summary>
public sealed class SafetensorsFuzzTests
{
    private static readonly Network Sample =
        Network.Create(new Shape(1, 4, 4), [new ConvolutionLayer(2, 3), new ReluLayer(), new FlattenLayer(), new DenseLayer(3)]);

    private static readonly byte[] File = Write(Sample, Sample.InitialParameters(seed: 3));

    [Fact]
    public void Should_give_back_every_bit_of_any_weights() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 8], Gen.UInt.Array[200]).Sample((channels, kernel, units, bits) =>
        {
            Network network = Network.Create(
                new Shape(2, 5, 4),
                [new ConvolutionLayer(channels, kernel), new MaxPoolingLayer(2), new FlattenLayer(), new DenseLayer(units)]);

            // Any bits: denormals, infinities and NaN with payloads too.
            float[] parameters =
                [.. Enumerable.Range(0, network.ParameterCount).Select(i => BitConverter.UInt32BitsToSingle(bits[i % bits.Length]))];
            byte[] file = Write(network, parameters);

            float[] read = Safetensors.Read(new MemoryStream(file), network);
            Assert.Equal(parameters.Select(BitConverter.SingleToUInt32Bits), read.Select(BitConverter.SingleToUInt32Bits));
        });

    [Fact]
    public void Should_refuse_every_cut()
    {
        for (int length = 0; length < File.Length; length++)
        {
            byte[] cut = File[..length];
            Assert.Throws<InvalidInputException>(() => Safetensors.Read(new MemoryStream(cut), Sample));
        }
    }

    [Fact]
    public void Should_read_or_refuse_a_file_with_any_bytes_changed() =>
        Gen.Select(Gen.Int[0, File.Length - 1], Gen.Byte).Array[1, 8].Sample(changes =>
        {
            byte[] file = [.. File];
            foreach ((int position, byte value) in changes)
            {
                file[position] = value;
            }

            ReadOrRefuse(file);
        }, iter: 5_000);

    [Fact]
    public void Should_read_or_refuse_a_file_with_parts_moved_or_repeated() =>
        Gen.Select(Gen.Int[0, File.Length], Gen.Int[0, File.Length], Gen.Int[0, File.Length]).Sample((from, to, at) =>
        {
            byte[] part = File[Math.Min(from, to)..Math.Max(from, to)];
            ReadOrRefuse([.. File[..at], .. part, .. File[at..]]);
            ReadOrRefuse([.. File[..8], .. part]);
        }, iter: 2_000);

    // Any exception but the one for the person who gave the file fails the test.
    private static void ReadOrRefuse(byte[] file)
    {
        try
        {
            Assert.Equal(Sample.ParameterCount, Safetensors.Read(new MemoryStream(file), Sample).Length);
        }
        catch (InvalidInputException)
        {
        }

        try
        {
            Assert.NotNull(Safetensors.ReadMetadata(new MemoryStream(file)));
        }
        catch (InvalidInputException)
        {
        }
    }

    private static byte[] Write(Network network, float[] parameters)
    {
        using MemoryStream stream = new();
        Safetensors.Write(stream, network, parameters, new Dictionary<string, string> { ["config_sha256"] = "abc" });
        return stream.ToArray();
    }
}
