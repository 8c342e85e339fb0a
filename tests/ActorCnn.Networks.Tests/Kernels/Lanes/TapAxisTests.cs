using ActorCnn.Networks.Kernels.Lanes;
using CsCheck;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

public sealed class TapAxisTests
{
    private static readonly Gen<TapAxis> Axes = Gen.Select(
        Gen.Int[1, 7], Gen.Int[1, 4], Gen.Int[0, 8], Gen.Int[1, 6], Gen.Int[1, 6], Gen.Int[1, 9],
        (taps, stride, padding, dilation, spacing, values) => new TapAxis(taps, stride, padding, dilation, spacing, values));

    [Fact]
    public void Should_find_every_tap_that_meets_a_value_and_no_other() => Gen.Select(Axes, Gen.Int[0, 30]).Sample((axis, target) =>
    {
        TapRun run = axis.At(target);
        Assert.Equal(
            Enumerable.Range(0, axis.Taps)
                .Select(tap => (Tap: tap, Place: (target * axis.Stride) - axis.Padding + (tap * axis.Dilation)))
                .Where(tap => tap.Place >= 0 && tap.Place % axis.Spacing == 0 && tap.Place / axis.Spacing < axis.Values)
                .Select(tap => (tap.Tap, tap.Place / axis.Spacing)),
            Enumerable.Range(run.First, run.Count)
                .Select(i => (run.Tap + (i * axis.TapStep), run.Value + (i * axis.ValueStep))));
    });
}
