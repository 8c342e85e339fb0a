using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// One axis of a <see cref="Correlation"/>: which taps of the window meet a value of the source. The values lie <paramref name="Spacing"/>
/// places apart with nothing between, as the gradient of a strided convolution's output does among the places of its input.
/// </summary>
/// <param name="Taps">Taps of the window.</param>
/// <param name="Stride">Places from one target's window to the next one's.</param>
/// <param name="Padding">Places by which the first target's window begins before the first value.</param>
/// <param name="Dilation">Places from tap to tap.</param>
/// <param name="Spacing">Places from value to value.</param>
/// <param name="Values">Values of the source.</param>
internal readonly record struct TapAxis(int Taps, int Stride, int Padding, int Dilation, int Spacing, int Values)
{
    /// <summary>From a tap that meets a value to the next that can.</summary>
    public int TapStep { get; } = Spacing / CommonDivisor(Dilation, Spacing);

    /// <summary>The values from one such tap to the next.</summary>
    public int ValueStep { get; } = Dilation / CommonDivisor(Dilation, Spacing);

    /// <summary>The taps that meet values inside the source.</summary>
    /// <param name="target">The target's place.</param>
    public TapRun At(int target)
    {
        int start = (target * Stride) - Padding;
        for (int tap = 0; tap < Math.Min(Taps, TapStep); tap++)
        {
            int place = start + (tap * Dilation);
            if (place % Spacing == 0)
            {
                (int first, int end) = Window.TapsInside(place / Spacing, ((Taps - 1 - tap) / TapStep) + 1, ValueStep, Values);
                return new TapRun(tap, place / Spacing, first, end);
            }
        }

        return default;
    }

    private static int CommonDivisor(int one, int other) => other == 0 ? one : CommonDivisor(other, one % other);
}

/// <summary>Some of the taps that follow each other at a <see cref="TapAxis.TapStep"/>.</summary>
/// <param name="Tap">The tap that they are counted from.</param>
/// <param name="Value">The value that this one meets; before the source if below zero.</param>
/// <param name="First">The first of them.</param>
/// <param name="End">The one after the last.</param>
internal readonly record struct TapRun(int Tap, int Value, int First, int End)
{
    /// <summary>How many they are.</summary>
    public int Count => End - First;
}
