using ActorCnn.Networks.Layers;
using ActorCnn.TestKit;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;

namespace ActorCnn.Training.Tests.Workers;

public class LaneShardComputerTests
{
    private static readonly TrainingJob Job = SmallJob.Of(new FlattenLayer(), new DenseLayer(3));
    private readonly ChangingWeights _weights = new(Job.Network.InitialParameters(Job.Seed));
    private readonly GradientExchange _exchange = new(Job.Network.ParameterCount);

    [Fact]
    public void Should_take_the_weights_anew_for_every_step_and_every_run()
    {
        LaneShardComputer computer = Create();
        Pass first = Job.Schedule.GradientPass("run", 0);
        float[] before = GradientOf(computer, first);
        _weights.Double();
        Assert.Equal(before, GradientOf(computer, first));
        Assert.NotEqual(before, GradientOf(Create(), first));
        foreach (Pass other in (Pass[])[first with { Run = "another" }, first, Job.Schedule.GradientPass("run", 1)])
        {
            _weights.Double();
            Assert.Equal(GradientOf(Create(), other), GradientOf(computer, other));
        }
    }

    [Fact]
    public void Should_read_the_weights_that_its_node_has_made_ready_where_they_are_shared()
    {
        NodeReplica node = Job.CreateReplica(_weights, _exchange, sharesWeights: true);
        LaneShardComputer computer = new(node);
        node.Load();
        Pass first = Job.Schedule.GradientPass("run", 0);
        float[] before = GradientOf(computer, first);
        Assert.Equal(before, GradientOf(Create(), first));
        _weights.Double();
        Pass second = first with { Step = 1 };
        Assert.Equal(before, GradientOf(computer, second));
        node.Load();
        Assert.Equal(GradientOf(Create(), second), GradientOf(computer, second));
    }

    private LaneShardComputer Create() => new(Job.CreateReplica(_weights, _exchange, sharesWeights: false));

    private float[] GradientOf(LaneShardComputer computer, Pass pass)
    {
        ShardsComputed computed = computer.Compute(worker: 0, new ComputeShards(pass, ShardRange.Root(Job.Schedule.PlanOf(pass).Shards), 1));
        Assert.Null(computed.Problem);
        GradientBuffer buffer = _exchange.Take(computed.ToGradient(), slice: 0)!;
        float[] gradient = buffer.Span.ToArray();
        _exchange.Return(buffer);
        return gradient;
    }

    private sealed class ChangingWeights(float[] weights) : IWeights
    {
        public ReadOnlySpan<float> Weights => weights;

        public void Double()
        {
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] *= 2;
            }
        }
    }
}
