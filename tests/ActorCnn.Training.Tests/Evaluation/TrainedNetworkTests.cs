using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Evaluation;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Training.Tests.Evaluation;

public sealed class TrainedNetworkTests
{
    // Seven blocks of sixteen test samples, the last with four.
    private static readonly DataSplit Data = TestData.Random(samples: 200, new Shape(1, 6, 6), classes: 4, seed: 3);

    private static readonly Network Network = Network.Create(Data.Train.Shape,
        [new ConvolutionLayer(3, 3), new ReluLayer(), new FlattenLayer(), new DenseLayer(4)]);

    [Fact]
    public async Task Should_find_to_the_bit_what_the_run_itself_found()
    {
        TrainingResult run = await TrainingSession.RunAsync(new TrainingJob
        {
            Network = Network,
            Data = Data,
            Schedule = RunSchedule.Create(new TrainingSettings { BatchSize = 50, Epochs = 2 }, Data.Train.Count, Data.Test.Count),
            Optimizer = new SgdOptimizer(0.1f),
            Seed = 1,
            Workers = 2,
        });

        EvaluationResult found = new TrainedNetwork(Network, run.Weights).Evaluate(Data.Test, threads: 2);

        Assert.Equal(run.End.Test, found.Metrics);
    }

    [Fact]
    public void Should_find_the_same_on_any_number_of_threads()
    {
        TrainedNetwork network = new(Network, Network.InitialParameters(5));
        EvaluationResult expected = network.Evaluate(Data.Test, threads: 1);

        foreach (int threads in new[] { 2, 3, 8, 100 })
        {
            EvaluationResult found = network.Evaluate(Data.Test, threads);
            Assert.Equal(expected.Metrics, found.Metrics);
            Assert.Equal(expected.Confusion.Mistakes, found.Confusion.Mistakes);
        }
    }

    [Fact]
    public void Should_count_every_sample_at_its_own_class_and_the_one_it_was_taken_for()
    {
        TrainedNetwork network = new(Network, Network.InitialParameters(5));
        EvaluationResult found = network.Evaluate(Data.Test, threads: 2);

        Assert.Equal(100, found.Metrics.Samples);
        Assert.Equal(found.Metrics.Correct, found.Confusion.Correct);
        Assert.Equal(
            Enumerable.Range(0, 4).Select(label => Data.Test.Labels.ToArray().LongCount(sample => sample == label)),
            Enumerable.Range(0, 4).Select(label => Enumerable.Range(0, 4).Sum(predicted => found.Confusion[label, predicted])));
    }

    [Fact]
    public void Should_give_each_image_the_same_probabilities_alone_and_among_others()
    {
        TrainedNetwork network = new(Network, Network.InitialParameters(5));
        byte[][] images = [.. Enumerable.Range(0, 37).Select(sample => Data.Test.Pixels(sample).ToArray())];

        IReadOnlyList<float[]> together = network.Predict(images, Data.Test.Values);

        Assert.Equal(images.Length, together.Count);
        for (int image = 0; image < images.Length; image++)
        {
            Assert.Equal(Assert.Single(network.Predict([images[image]], Data.Test.Values)), together[image]);

            // Four roundings of single precision.
            Assert.Equal(1.0, together[image].Sum(probability => (double)probability), 1e-6);
        }
    }

    [Fact]
    public void Should_hand_a_failure_on_a_thread_to_the_caller()
    {
        Dataset foreign = TestData.Random(samples: 40, new Shape(1, 6, 6), classes: 5, seed: 3).Train;

        AggregateException exception = Assert.Throws<AggregateException>(
            () => new TrainedNetwork(Network, Network.InitialParameters(5)).Evaluate(foreign, threads: 2));

        Assert.All(exception.InnerExceptions, inner => Assert.IsType<ArgumentException>(inner));
    }
}
