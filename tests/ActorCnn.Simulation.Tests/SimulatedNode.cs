using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Workers;

namespace ActorCnn.Simulation.Tests;

/// <summary>A node and its workers on simulated tensors: the decisions are the product's own.</summary>
internal sealed class SimulatedNode(string name, NodeState initial, SimulatedCluster cluster)
{
    private static readonly TimeSpan AnnounceInterval = TimeSpan.FromSeconds(0.5);
    private readonly Dictionary<(int Slice, long Step), ulong> _published = [];
    private readonly ulong[] _weights = new ulong[initial.Published.Length];
    private NodeState _state = initial;

    public string Name { get; } = name;

    public bool IsAlive { get; private set; } = true;

    /// <summary>Until when it does nothing, as a stopped process.</summary>
    public TimeSpan PausedUntil { get; set; }

    public void Start()
    {
        Subscribe();
        Announce();
    }

    public void Crash() => IsAlive = false;

    public void Handle(ITrainingMessage message, ulong value)
    {
        switch (message)
        {
            case GrantShards grant:
                Do(_state.Handle(grant));
                break;
            case WeightsPublished published:
                _published[(published.Slice, published.Step)] = value;
                Do(_state.Handle(published));
                break;
        }
    }

    // As the actor does: it joins again now and then to show that it lives, and asks again for weights that it waits for.
    private void Announce() => cluster.RunOn(this, TimeSpan.Zero, () =>
    {
        cluster.Send(Name, SimulatedCluster.CoordinatorName, new JoinRun(_state.Run, Name, _state.Workers.Length), 0);
        if (_state.NeedsWeights)
        {
            Subscribe();
        }

        cluster.RunOn(this, AnnounceInterval, Announce);
    });

    private void Subscribe()
    {
        for (int slice = 0; slice < _weights.Length; slice++)
        {
            cluster.Send(Name, SimulatedCluster.SliceName(slice), new SubscribeToWeights(_state.Run), 0);
        }
    }

    private void Do(NodeState.Decision decision)
    {
        _state = decision.State;
        foreach (NodeEffect effect in decision.Effects)
        {
            switch (effect)
            {
                case LoadWeights load:
                    for (int slice = 0; slice < _weights.Length; slice++)
                    {
                        _weights[slice] = _published[(slice, load.Step)];
                    }

                    foreach ((int, long Step) old in _published.Keys.Where(key => key.Step < load.Step).ToArray())
                    {
                        _published.Remove(old);
                    }

                    break;
                case StartWork start:
                    Compute(start);
                    break;
                case ForwardResult forward:
                    Forward(forward.Result);
                    break;
                case ReportFailure report:
                    ComputeShards failed = report.Failure.Work;
                    cluster.Send(
                        Name,
                        SimulatedCluster.CoordinatorName,
                        new ShardsFailed(failed.Pass, failed.Range, failed.Attempt, Name, report.Failure.Reason),
                        0);
                    break;
            }
        }
    }

    private void Compute(StartWork start)
    {
        ComputeShards work = start.Work;
        int shards = _state.Schedule.PlanOf(work.Pass).Shards;
        bool throws = cluster.Draw() < cluster.Faults.Throw;
        TimeSpan takes = TimeSpan.FromMilliseconds(work.Range.Count(shards) * (1 + (3 * cluster.Draw())));
        cluster.RunOn(this, takes, () => Do(throws
            ? _state.Handle(new WorkerFailed(start.Worker, work, "thrown by the simulation"))
            : _state.Handle(new ShardsComputed(start.Worker, work, new ShardMetrics(work.Range.Count(shards), 0, 0, 0), null))));
    }

    private void Forward(ShardsComputed result)
    {
        ComputeShards work = result.Work;
        if (work.Pass.Kind == PassKind.Evaluation)
        {
            cluster.Send(
                Name, SimulatedCluster.CoordinatorName, new EvaluationComputed(work.Pass, work.Range, work.Attempt, result.Metrics), 0);
            return;
        }

        int shards = _state.Schedule.PlanOf(work.Pass).Shards;
        for (int slice = 0; slice < _weights.Length; slice++)
        {
            cluster.Send(
                Name,
                SimulatedCluster.SliceName(slice),
                result.ToGradient(),
                GradientValue.OfRange(work.Pass, work.Range, shards, _weights[slice]));
        }
    }
}
