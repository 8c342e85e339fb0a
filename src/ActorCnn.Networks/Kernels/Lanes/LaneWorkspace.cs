namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>One thread's activations and gradients. Not synchronized.</summary>
public sealed unsafe class LaneWorkspace
{
    private readonly LaneLayout _input;

    // Lanes from here on are known to be zero.
    private int _firstClear;

    internal LaneWorkspace(LaneMemory memory, LanePass pass, LaneLayout input, bool isForTraining)
    {
        Memory = memory;
        Pass = pass;
        _input = input;
        IsForTraining = isForTraining;
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
    /// <param name="values">What each of the 256 pixel values stands for.</param>
    public void SetSample(int lane, ReadOnlySpan<byte> pixels, ReadOnlySpan<float> values)
    {
        RequireSample(lane, pixels.Length);
        if (values.Length < 256)
        {
            throw new ArgumentException($"expected 256 values, got {values.Length}", nameof(values));
        }

        int pixel = 0;
        for (int c = 0; c < _input.Shape.Channels; c++)
        {
            for (int y = 0; y < _input.Shape.Height; y++)
            {
                float* row = Row(c, y, lane);
                for (int x = 0; x < _input.Shape.Width; x++)
                {
                    row[x * LaneNetwork.Lanes] = values[pixels[pixel++]];
                }
            }
        }
    }

    /// <summary>Puts a sample into a lane.</summary>
    /// <param name="lane">0 to 15.</param>
    /// <param name="values">The sample's values, channel by channel, row-major.</param>
    public void SetSample(int lane, ReadOnlySpan<float> values)
    {
        RequireSample(lane, values.Length);
        int value = 0;
        for (int c = 0; c < _input.Shape.Channels; c++)
        {
            for (int y = 0; y < _input.Shape.Height; y++)
            {
                float* row = Row(c, y, lane);
                for (int x = 0; x < _input.Shape.Width; x++)
                {
                    row[x * LaneNetwork.Lanes] = values[value++];
                }
            }
        }
    }

    /// <summary>Sets the lanes from one on to zero, so that what an earlier shard left there is not computed again.</summary>
    internal void ClearFrom(int lane)
    {
        if (_firstClear <= lane)
        {
            return;
        }

        for (int c = 0; c < _input.Shape.Channels; c++)
        {
            for (int y = 0; y < _input.Shape.Height; y++)
            {
                float* row = Row(c, y, lane);
                for (int x = 0; x < _input.Shape.Width; x++)
                {
                    new Span<float>(row + (x * LaneNetwork.Lanes), LaneNetwork.Lanes - lane).Clear();
                }
            }
        }

        _firstClear = lane;
    }

    private void RequireSample(int lane, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lane, LaneNetwork.Lanes);
        if (length != _input.Shape.Count)
        {
            throw new ArgumentException($"expected a sample of {_input.Shape.Count} numbers, got {length}");
        }

        _firstClear = Math.Max(_firstClear, lane + 1);
    }

    private float* Row(int channel, int row, int lane) =>
        Memory.Steps[0].Input + (channel * _input.ChannelStride) + (row * _input.RowStride) + lane;
}
