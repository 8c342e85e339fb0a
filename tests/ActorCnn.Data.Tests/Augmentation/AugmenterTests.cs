using ActorCnn.Data.Augmentation;
using ActorCnn.Networks;
using static ActorCnn.Data.Tests.Augmentation.Images;

namespace ActorCnn.Data.Tests.Augmentation;

public sealed class AugmenterTests
{
    private static readonly Shape Photo = new(3, 16, 16);
    private static readonly SampleAugmentation[] Everything =
    [
        new FlipAugmentation(), new FlipAugmentation(Vertical: true), new CropAugmentation(4, 4), new ShiftAugmentation(4, 4),
        new RotateAugmentation(30), new CutoutAugmentation(6, 6),
    ];

    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, Everything.Length)];

    [Fact]
    public void Should_depend_on_neither_what_came_before_nor_who_does_it()
    {
        Augmenter busy = Create(Photo, Everything);
        foreach ((int epoch, int sample) in new[] { (2, 9), (0, 1), (2, 3), (1, 9), (2, 9) })
        {
            float[] values = Of(Photo);
            busy.Apply(values, epoch, sample);
            Assert.Equal(Changed(Photo, Everything, epoch: epoch, sample: sample), values);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Should_draw_anew_for_every_epoch_sample_seed_and_place_in_the_list(int kind)
    {
        // A flip has two outcomes only: a row of samples is looked at.
        SampleAugmentation change = Everything[kind];
        SampleAugmentation nothing = new CropAugmentation(0, 0);
        float[][] changed =
        [
            Row([change], seed: 5, epoch: 0, first: 0), Row([change], seed: 5, epoch: 1, first: 0), Row([change], seed: 5, epoch: 0, first: 64),
            Row([change], seed: 6, epoch: 0, first: 0), Row([nothing, change], seed: 5, epoch: 0, first: 0),
        ];

        Assert.Equal(changed.Length, changed.DistinctBy(values => string.Join(' ', values)).Count());
    }

    [Fact]
    public void Should_take_no_memory()
    {
        Augmenter augmenter = Create(Photo, Everything);
        float[] values = Of(Photo);
        augmenter.Apply(values, epoch: 0, sample: 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int sample = 1; sample < 100; sample++)
        {
            augmenter.Apply(values, epoch: 0, sample);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static float[] Row(SampleAugmentation[] changes, ulong seed, int epoch, int first) =>
        [.. Enumerable.Range(first, 64).SelectMany(sample => Changed(Photo, changes, seed, epoch, sample))];
}
