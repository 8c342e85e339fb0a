using ActorCnn.Networks;

namespace ActorCnn.Formats.Onnx;

/// <summary>What is done to a sample before the first layer: <c>(x - mean) / deviation</c>, channel by channel.</summary>
/// <param name="Mean">A number a channel.</param>
/// <param name="Deviation">A number a channel, none of them zero.</param>
public sealed record ChannelNormalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
    /// <summary>Refuses numbers that do not fit a network's input.</summary>
    /// <exception cref="ArgumentException">They are not one a channel, or a deviation is zero or not finite.</exception>
    internal void RequireFor(Shape input)
    {
        if (Mean.Count != input.Channels || Deviation.Count != input.Channels)
        {
            throw new ArgumentException($"normalization: expected {input.Channels} means and deviations, got {Mean.Count} and {Deviation.Count}");
        }

        if (Deviation.Any(deviation => deviation == 0 || !float.IsFinite(deviation)))
        {
            throw new ArgumentException("normalization: expected deviations that can be divided by, got zero or one that is not finite");
        }
    }
}
