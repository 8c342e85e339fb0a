using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>One thread's activations and gradients. Not synchronized.</summary>
public sealed unsafe class LaneWorkspace
{
    private const int Lanes = LaneNetwork.Lanes;
    private readonly LaneLayout _input;

    // Samples are laid down one after the other, [16][pixels], and go to their lanes together: sixteen strided walks over the input
    // cost more than a small network's kernels.
    private readonly AlignedBuffer _samples;
    private readonly int _sampleStride;
    private bool _isChanged;

    // Lanes from here on are known to be zero.
    private int _firstClear;

    internal LaneWorkspace(LaneMemory memory, LanePass pass, LaneLayout input, bool isForTraining)
    {
        Memory = memory;
        Pass = pass;
        _input = input;
        IsForTraining = isForTraining;
        _sampleStride = (input.Shape.Count + Lanes - 1) & -Lanes;
        _samples = new AlignedBuffer(Lanes * _sampleStride);
    }

    internal LaneMemory Memory { get; }

    internal LanePass Pass { get; }

    internal bool IsForTraining { get; }

    /// <summary>Tells where random draws of the next passes stand; the seed and the epoch are zero at first.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch.</param>
    public void SetEpoch(ulong seed, int epoch) => (Pass.Seed, Pass.Epoch) = (seed, epoch);

    /// <summary>Tells which sample of its data set stands in a lane, for random draws; the lane's own number at first.</summary>
    /// <param name="lane">0 to 15.</param>
    /// <param name="number">The sample's number.</param>
    public void SetSampleNumber(int lane, int number) => Pass.SampleNumbers[lane] = (uint)number;

    /// <summary>Puts a sample into a lane.</summary>
    /// <param name="lane">0 to 15.</param>
    /// <param name="pixels">The sample's pixels, channel by channel, row-major.</param>
    /// <param name="values">What each of the 256 pixel values stands for: one table for all channels, or a table for each.</param>
    /// <returns>The sample's values, which may be changed until the lanes are computed.</returns>
    /// <exception cref="ArgumentException">The lane is out of range, or the sample or the tables have another length.</exception>
    public Span<float> SetSample(int lane, ReadOnlySpan<byte> pixels, ReadOnlySpan<float> values)
    {
        int tables = values.Length == 256 ? 1 : _input.Shape.Channels;
        if (values.Length != 256 * tables)
        {
            throw new ArgumentException($"expected 256 values, or as many for each of {tables} channels, got {values.Length}", nameof(values));
        }

        Span<float> sample = SampleOf(lane, pixels.Length);
        int length = sample.Length / tables;
        for (int t = 0; t < tables; t++)
        {
            ref float table = ref MemoryMarshal.GetReference(values[(256 * t)..]);
            ReadOnlySpan<byte> from = pixels.Slice(length * t, length);
            Span<float> to = sample.Slice(length * t, length);
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = Unsafe.Add(ref table, (nint)from[i]);
            }
        }

        return sample;
    }

    /// <summary>Puts a sample into a lane.</summary>
    /// <param name="lane">0 to 15.</param>
    /// <param name="values">The sample's values, channel by channel, row-major.</param>
    public void SetSample(int lane, ReadOnlySpan<float> values) => values.CopyTo(SampleOf(lane, values.Length));

    /// <summary>Brings the samples into their lanes, and zeros into the others.</summary>
    /// <param name="samples">How many lanes are taken.</param>
    internal void LoadLanes(int samples)
    {
        if (_firstClear > samples)
        {
            _samples.Span[(samples * _sampleStride)..(_firstClear * _sampleStride)].Clear();
            _firstClear = samples;
            _isChanged = true;
        }

        if (_isChanged)
        {
            Transpose();
            _isChanged = false;
        }
    }

    private void Transpose()
    {
        float* columns = stackalloc float[Lanes * Lanes];
        int pixel = 0;
        for (int c = 0; c < _input.Shape.Channels; c++)
        {
            for (int y = 0; y < _input.Shape.Height; y++)
            {
                float* row = Memory.Steps[0].Input + (c * _input.ChannelStride) + (y * _input.RowStride);
                for (int x = 0; x < _input.Shape.Width; x++, pixel++)
                {
                    int column = pixel % Lanes;
                    if (column == 0)
                    {
                        LaneMatrix.Transpose(_samples.Pointer + pixel, _sampleStride, columns, Lanes);
                    }

                    Vector512.Load(columns + (column * Lanes)).Store(row + (x * Lanes));
                }
            }
        }

        GC.KeepAlive(_samples);
    }

    private Span<float> SampleOf(int lane, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lane, Lanes);
        if (length != _input.Shape.Count)
        {
            throw new ArgumentException($"expected a sample of {_input.Shape.Count} numbers, got {length}");
        }

        _firstClear = Math.Max(_firstClear, lane + 1);
        _isChanged = true;
        return _samples.Span.Slice(lane * _sampleStride, length);
    }
}
