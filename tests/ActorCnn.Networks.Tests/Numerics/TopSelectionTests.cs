using ActorCnn.Networks.Numerics;
using CsCheck;

namespace ActorCnn.Networks.Tests.Numerics;

/// <summary>Beside a plain sort: by magnitude, and of equals the first.</summary>
public class TopSelectionTests
{
    // Few different values make ties; any bits make subnormals, infinities and what is not a number.
    private static readonly float[] Few = [0, -0f, 1, -1, 0.5f, float.Epsilon];

    private static readonly Gen<float> AnyNumber = Gen.OneOf(
        Gen.Int[0, 5].Select(i => Few[i]), Gen.Single[-1, 1], Gen.UInt.Select(BitConverter.UInt32BitsToSingle));

    [Fact]
    public void Should_take_the_largest_and_of_equals_the_first() =>
        Gen.Select(AnyNumber.Array[0, 300], Gen.Int[-1, 310]).Sample((numbers, count) =>
        {
            HashSet<int> expected = [.. Enumerable.Range(0, numbers.Length).OrderByDescending(i => Magnitude(numbers[i])).ThenBy(i => i).Take(count)];
            float[] left = [.. numbers];
            float[] taken = new float[numbers.Length];
            Array.Fill(taken, 7);

            TopSelection.Of(numbers, count).MoveTo(left, taken);

            Assert.Equal(numbers.Select((number, i) => Bits(expected.Contains(i) ? number : 0)), taken.Select(Bits));
            Assert.Equal(numbers.Select((number, i) => Bits(expected.Contains(i) ? 0 : number)), left.Select(Bits));
        });

    [Fact]
    public void Should_take_the_same_in_one_stretch_and_in_two() =>
        Gen.Select(AnyNumber.Array[1, 100], Gen.Int[0, 100], Gen.Int[0, 99]).Sample((numbers, count, cut) =>
        {
            int middle = cut % numbers.Length;
            (float[] whole, float[] inTwo) = (new float[numbers.Length], new float[numbers.Length]);
            TopSelection.Of(numbers, count).MoveTo([.. numbers], whole);

            TopSelection largest = TopSelection.Of(numbers, count);
            largest.MoveTo(numbers.AsSpan(0, middle), inTwo.AsSpan(0, middle));
            largest.MoveTo(numbers.AsSpan(middle), inTwo.AsSpan(middle));

            Assert.Equal(whole.Select(Bits), inTwo.Select(Bits));
        });

    [Fact]
    public void Should_allocate_nothing()
    {
        (float[] numbers, float[] taken) = ([.. Enumerable.Range(0, 10_000).Select(i => (float)(i * 7919 % 10_007))], new float[10_000]);
        TopSelection.Of(numbers, 100).MoveTo(numbers, taken);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TopSelection.Of(numbers, 100).MoveTo(numbers, taken);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Should_refuse_memory_of_another_length() =>
        Assert.Throws<ArgumentException>(() => TopSelection.Of([1, 2, 3], 1).MoveTo(new float[3], new float[4]));

    private static uint Bits(float number) => BitConverter.SingleToUInt32Bits(number);

    private static uint Magnitude(float number) => Bits(number) & int.MaxValue;
}
