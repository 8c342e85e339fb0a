using ActorCnn.Data;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Checkpoints;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Tests.Checkpoints;

/// <summary>A small run's checkpoints, whose tensors depend on the step.</summary>
internal static class SampleCheckpoints
{
    public static CheckpointHeader Header(long step, int parameters = 5, int state = 3) => new()
    {
        ConfigSha256 = "aa11",
        DataSha256 = "bb22",
        Position = new RunPosition(
            step, Epoch: 2, Batch: 7, new ShardMetrics(448, 0.1 + 0.2, 1.0 / 3, 401),
            TrainSeconds: 10.5, ElapsedSeconds: 12.625, ShardsReissued: 4, NodesLost: 1),
        ParameterCount = parameters,
        OptimizerStateCount = state,
        Normalization = new Normalization([0.1 + 0.2], [1.0 / 3]),
    };

    public static float[] Values(int count, long step) => [.. Enumerable.Range(0, count).Select(i => (i * 0.37f) - step)];

    public static string Write(this CheckpointStore store, long step) =>
        store.Write(Header(step), Values(5, step), Values(3, -step));

    public static void AssertIsStep(long step, CheckpointReading reading)
    {
        Assert.NotNull(reading.Newest);
        Assert.Equal(Header(step), reading.Newest.Header);
        Assert.Equal(Values(5, step), reading.Newest.Parameters);
        Assert.Equal(Values(3, -step), reading.Newest.OptimizerState);
    }
}
