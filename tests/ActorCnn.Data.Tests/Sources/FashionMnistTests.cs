using ActorCnn.Data.Sources;
using ActorCnn.Networks;

namespace ActorCnn.Data.Tests.Sources;

public class FashionMnistTests
{
    private const string Folder = "/usr/share/datasets/fashion-mnist";

    [InstalledFact]
    public void Should_read_the_data_set_as_it_is_published()
    {
        DataSplit split = new IdxSource(Folder).Load(seed: 1);
        Assert.Equal((60000, 10000), (split.Train.Count, split.Test.Count));
        Assert.Equal(new Shape(1, 28, 28), split.Train.Shape);
        Assert.Equal(Enumerable.Repeat(6000, 10), CountByClass(split.Train));
        Assert.Equal(Enumerable.Repeat(1000, 10), CountByClass(split.Test));

        // The mean pixel that users of the data set normalize by: 0.2860.
        double mean = split.Train.AllPixels.ToArray().Average(pixel => pixel / 255.0);
        Assert.Equal(0.2860, mean, 4);
    }

    private static int[] CountByClass(Dataset set)
    {
        int[] counts = new int[set.ClassNames.Count];
        foreach (ushort label in set.Labels)
        {
            counts[label]++;
        }

        return counts;
    }

    /// <summary>Reported as skipped, with the reason, where the data set is not installed.</summary>
    private sealed class InstalledFactAttribute : FactAttribute
    {
        public InstalledFactAttribute() =>
            Skip = Directory.Exists(Folder) ? null : $"{Folder} is not there: apt-get install dataset-fashion-mnist";
    }
}
