using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;

namespace ActorCnn.TestKit;

/// <summary>
/// The messages of one run, made from its plan. Without another plan: 32 training and 16 test samples, minibatches of 32 in shards of 16,
/// one epoch; so a step has shards 0 and 1, and an evaluation shard 0.
/// </summary>
public sealed record RunMessages
{
    /// <summary>The run's id.</summary>
    public string Run { get; init; } = "run";

    /// <summary>The run's plan.</summary>
    public RunSchedule Schedule { get; init; } = new() { TrainSamples = 32, TestSamples = 16, BatchSize = 32, ShardSize = 16, Epochs = 1 };

    /// <summary>The pass of a step, from zero.</summary>
    public Pass Step(long step) => Schedule.GradientPass(Run, step);

    /// <summary>The evaluation after an epoch, from zero.</summary>
    public Pass Evaluation(int epoch) => new(Run, PassKind.Evaluation, (long)(epoch + 1) * Schedule.BatchesPerEpoch, epoch, 0);

    /// <summary>One shard.</summary>
    public static ShardRange Shard(int index) => new(Level: 0, index);

    /// <summary>All shards of a pass.</summary>
    public ShardRange All(Pass pass) => Schedule.PlanOf(pass).Root;

    /// <summary>Metrics of a range that count its samples; half of them are right, with a loss of one each.</summary>
    public ShardMetrics Metrics(Pass pass, ShardRange range)
    {
        ShardPlan plan = Schedule.PlanOf(pass);
        int samples = Enumerable.Range(range.First, range.Count(plan.Shards)).Sum(shard => plan.SamplesOf(shard).Count);
        return new ShardMetrics(samples, LossSum: samples, ProbabilitySum: samples / 2.0, Correct: samples / 2);
    }

    /// <summary>A node's offer.</summary>
    public JoinRun Join(string node = "node", int workers = 1) => new(Run, node, workers);

    /// <summary>A grant of some ranges; of all shards, if none is given.</summary>
    public GrantShards Grant(Pass pass, params ShardRange[] ranges) =>
        new(pass, ranges.Length == 0 ? [All(pass)] : [.. ranges], Attempt: 1);

    /// <summary>What a node asks of a worker.</summary>
    public static ComputeShards Work(Pass pass, ShardRange range, int attempt = 1) => new(pass, range, attempt);

    /// <summary>A worker's answer.</summary>
    public ShardsComputed Computed(ComputeShards work, int worker = 0)
    {
        ArgumentNullException.ThrowIfNull(work);
        return new(worker, work, Metrics(work.Pass, work.Range), Problem: null);
    }

    /// <summary>The message that names a range's gradient.</summary>
    public GradientComputed Gradient(Pass pass, ShardRange range, int attempt = 1) => new(pass, range, attempt, Metrics(pass, range));

    /// <summary>The metrics of a range of test shards.</summary>
    public EvaluationComputed Evaluated(Pass pass, ShardRange range, int attempt = 1) => new(pass, range, attempt, Metrics(pass, range));
}
