using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Evaluation;

namespace ActorCnn.Dashboard.Looks;

/// <summary>Looks at a network's answers to the test samples, as many as time allows.</summary>
internal static class TestLook
{
    private const int SamplesBetweenQuestions = 64;
    private const int WorstShown = 16;
    private const int MistakesShown = 5;
    private const int MostClassesInATable = 20;

    /// <summary>Looks.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="step">Steps that are in them.</param>
    /// <param name="test">The test samples.</param>
    /// <param name="isEnough">Asked now and then whether to look at no more of them.</param>
    /// <param name="normalization">The one that the network is trained with; null for none.</param>
    public static NetworkLook Make(Network network, float[] weights, long step, Dataset test, Func<bool> isEnough, Normalization? normalization = null)
    {
        ArgumentNullException.ThrowIfNull(test);
        ConfusionMatrix confusion = new();
        PriorityQueue<WorstSample, double> worst = new();
        int samples = 0;
        new TrainedNetwork(network, weights, normalization).Visit(test, SpreadOut(test.Count), (sample, probabilities) =>
        {
            int actual = test.Label(sample);
            int predicted = TrainedNetwork.MostProbable(probabilities);
            confusion.Count(actual, predicted);

            // The best of the worst comes off first.
            float given = probabilities[actual];
            if (predicted != actual && (worst.Count < WorstShown || given < worst.Peek().ActualProbability))
            {
                if (worst.Count == WorstShown)
                {
                    worst.Dequeue();
                }

                worst.Enqueue(new WorstSample(sample, actual, given, predicted, probabilities[predicted], SamplePictures.Of(test, sample)), -given);
            }

            return ++samples % SamplesBetweenQuestions != 0 || !isEnough();
        });
        int classes = test.ClassNames.Count;
        return new NetworkLook
        {
            Step = step,
            Classes = test.ClassNames,
            Filters = FilterSheets.Of(network, weights),
            Samples = samples,
            AllSamples = test.Count,
            Confusion = classes > MostClassesInATable ? null :
                [.. Enumerable.Range(0, classes).Select(actual => (int[])[.. Enumerable.Range(0, classes).Select(predicted => (int)confusion[actual, predicted])])],
            Mistakes = [.. confusion.Mistakes.Take(MistakesShown).Select(mistake => new Mistake(mistake.Actual, mistake.Predicted, mistake.Samples))],
            Worst = [.. worst.UnorderedItems.Select(item => item.Element).OrderBy(item => item.ActualProbability).ThenBy(item => item.Sample)],
        };
    }

    // Data that are sorted by class would show one class if only their beginning were looked at: steps of about the golden section.
    private static IEnumerable<int> SpreadOut(int count)
    {
        int stride = Math.Max(1, (int)(count * 0.618));
        while (GreatestCommonDivisor(stride, count) != 1)
        {
            stride++;
        }

        return Enumerable.Range(0, count).Select(i => (int)((long)i * stride % count));
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
