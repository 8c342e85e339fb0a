using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Workers;

namespace ActorCnn.Simulation.Tests;

/// <summary>What computes on a host: its node's actor and workers on simulated tensors. The decisions are the product's own.</summary>
internal sealed class SimulatedNode(
    string name, NodeState initial, SimulatedHost host, SimulatedHost coordinator, SimulatedHost[] slices, SimulatedCluster cluster)
{
    private static readonly TimeSpan AnnounceInterval = TimeSpan.FromSeconds(1);

    // The newest that came of each slice, and what each work found there when it was begun.
    private readonly ulong[] _weights = new ulong[slices.Length];
    private readonly Dictionary<ComputeShards, ulong[]> _read = [];
    private NodeState _state = initial;

    public void Start()
    {
        Subscribe();
        Announce();
    }

    public void Handle(ITrainingMessage message, ulong value)
    {
        NodeState before = _state;
        switch (cluster.AsUnderstood(message, _state.Run))
        {
            case GrantShards grant:
                Do(_state.Handle(grant));
                break;
            case WeightsPublished published:
                if (published.Run == _state.Run && published.Step > _state.Published[published.Slice])
                {
                    _weights[published.Slice] = value;
                }

                Do(_state.Handle(published));
                break;
        }

        cluster.Witness.OnTaken(_state.Run, message.Run, message, !ReferenceEquals(before, _state));
    }

    // As a node's uplink does: it joins again now and then to show that it lives, and asks again for weights that it waits for.
    private void Announce() => RunHere(TimeSpan.Zero, () =>
    {
        Tell(new JoinRun(_state.Run, name, _state.Workers.Length));
        if (_state.Version < 0 || (_state.Pass is { } pass && _state.Version < pass.Step))
        {
            Subscribe();
        }

        RunHere(AnnounceInterval, Announce);
    });

    private void Subscribe() => TellSlices(new SubscribeToWeights(_state.Run), _ => 0);

    // Only while this is what computes on the host.
    private void RunHere(TimeSpan delay, Action happens) => cluster.RunOn(host, delay, () =>
    {
        if (host.Node == this)
        {
            happens();
        }
    });

    private void Tell(ITrainingMessage message) =>
        cluster.Send(host, coordinator, message, () => coordinator.Term?.Handle(host, message), isCoordination: true);

    private void TellSlices(ITrainingMessage message, Func<int, ulong> value)
    {
        for (int i = 0; i < slices.Length; i++)
        {
            (int slice, SimulatedHost to, ulong sent) = (i, slices[i], value(i));
            cluster.Send(host, to, message, () => to.Slices.GetValueOrDefault(slice)?.Handle(host, message, sent));
        }
    }

    private void Do(NodeState.Decision decision)
    {
        _state = decision.State;
        foreach (NodeEffect effect in decision.Effects)
        {
            switch (effect)
            {
                case StartWork start:
                    Compute(start);
                    break;
                case ForwardResult forward:
                    Forward(forward.Result);
                    break;
                case ReportFailure report:
                    ComputeShards failed = report.Failure.Work;
                    Tell(new ShardsFailed(failed.Pass, failed.Range, failed.Attempt, name, report.Failure.Reason));
                    break;
            }
        }
    }

    private void Compute(StartWork start)
    {
        ComputeShards work = start.Work;
        foreach (ComputeShards old in _read.Keys.Where(old => old.Pass.Step < work.Pass.Step).ToArray())
        {
            _read.Remove(old);
        }

        _read[work] = [.. _weights];
        int shards = _state.Schedule.PlanOf(work.Pass).Shards;
        bool throws = cluster.Draw() < cluster.Faults.Throw;
        TimeSpan takes = TimeSpan.FromMilliseconds(work.Range.Count(shards) * (1 + (3 * cluster.Draw())));
        RunHere(takes, () => Do(throws
            ? _state.Handle(new WorkerFailed(start.Worker, work, "thrown by the simulation"))
            : _state.Handle(new ShardsComputed(start.Worker, work, new ShardMetrics(work.Range.Count(shards), 0, 0, 0), null))));
    }

    private void Forward(ShardsComputed result)
    {
        ComputeShards work = result.Work;
        if (work.Pass.Kind == PassKind.Evaluation)
        {
            Tell(new EvaluationComputed(work.Pass, work.Range, work.Attempt, result.Metrics));
            return;
        }

        int shards = _state.Schedule.PlanOf(work.Pass).Shards;
        ulong[] weights = _read[work];
        TellSlices(result.ToGradient(), slice => GradientValue.OfRange(work.Pass, work.Range, shards, weights[slice]));
    }
}
