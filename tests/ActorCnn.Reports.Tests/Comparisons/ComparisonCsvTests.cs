using ActorCnn.Reports.Comparisons;
using ActorCnn.Training.Comparisons;
using ActorCnn.Training.Runs;

namespace ActorCnn.Reports.Tests.Comparisons;

public sealed class ComparisonCsvTests
{
    private static readonly Variant Quoted = new("""type: "sgd", or not""", []);

    [Fact]
    public void Should_write_a_line_for_each_trial_also_for_one_that_failed()
    {
        VariantResult[] results = [new(Quoted, [Trial(1, 0.5), Trial(2, null)])];

        Assert.Equal(
            """"
            variant,trial,seed,weights_sha256,epochs,test_probability,test_accuracy,test_loss,train_seconds,samples_per_second,directory,failure
            "type: ""sgd"", or not",1,101,abc,2,0.1,0.5,0.3,2,50,1-x/seed-1,
            "type: ""sgd"", or not",2,102,,,,,,,,1-x/seed-2,"no, it failed"

            """",
            ComparisonCsv.Trials(results, "/there"));
    }

    [Fact]
    public void Should_write_the_spread_over_the_trials_that_did_not_fail()
    {
        VariantResult[] results = [new(new Variant("x", []), [Trial(1, 0.25), Trial(2, 0.75), Trial(3, null)])];

        string[] lines = ComparisonCsv.Curves(results).Split('\n');

        Assert.Equal("variant,epoch,number,trials,min,q1,median,q3,max", lines[0]);
        Assert.Contains("x,1,test_accuracy,2,0,0,0,0,0", lines);
        Assert.Contains("x,2,test_accuracy,2,0.25,0.375,0.5,0.625,0.75", lines);
        Assert.Contains("x,2,elapsed_seconds,2,2,2,2,2,2", lines);
    }

    private static TrialResult Trial(int number, double? accuracy) => new()
    {
        Variant = Quoted,
        Number = number,
        Seed = 100 + (ulong)number,
        Directory = $"/there/1-x/seed-{number}",
        Evaluated = [Metrics(1, 0), Metrics(2, accuracy ?? 0)],
        Failure = accuracy is null ? "no, it failed" : "",
        Summary = accuracy is null ? null : new RunSummary
        {
            WeightsSha256 = "abc",
            ConfigSha256 = "",
            DataSha256 = "",
            Epochs = 2,
            Steps = 2,
            Samples = 100,
            TrainSeconds = 2,
            SamplesPerSecond = 50,
            TestLoss = 0.3,
            TestAccuracy = accuracy,
            TestProbability = 0.1,
            Nodes = 1,
            Workers = 1,
            ShardsReissued = 0,
            NodesLost = 0,
            Deterministic = true,
        },
    };

    private static EpochMetrics Metrics(int epoch, double accuracy) => new()
    {
        Epoch = epoch,
        Step = epoch,
        TrainLoss = 1,
        TestLoss = 1,
        TestAccuracy = accuracy,
        TestProbability = accuracy,
        SamplesPerSecond = 50,
        LearningRate = 0.1f,
        ElapsedSeconds = epoch,
    };
}
