using ActorCnn.Training.Coordination;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Simulation.Tests;

/// <summary>
/// A run as one host coordinates it: the coordinator, its slices here or on other hosts, the door by which nodes come in, and the offers
/// of checkpoints. The decisions are the product's own.
/// </summary>
internal sealed class SimulatedTerm
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(0.2);
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedHost _host;
    private readonly SimulatedHost[] _slices;
    private readonly SavedRun _start;
    private readonly Dictionary<string, SimulatedHost> _nodes = [];
    private readonly HashSet<SimulatedHost> _keepers = [];
    private readonly Dictionary<int, ulong> _parts = [];
    private CoordinatorState _state;
    private WriteCheckpoint? _asked;
    private bool _isOver;

    public SimulatedTerm(SimulatedCluster cluster, SimulatedHost host, string run, SavedRun? start)
    {
        (_cluster, _host, Run) = (cluster, host, run);
        _start = start ?? new SavedRun(RunPosition.Start, [.. Enumerable.Range(0, cluster.Slices).Select(GradientValue.Initial)]);
        _slices = cluster.PlaceSlices(host);
        _state = new CoordinatorState
        {
            Run = run,
            Schedule = cluster.Schedule,
            Slices = cluster.Slices,
            Position = _start.Position,
            MinimumNodes = cluster.MinimumNodes,
        };
    }

    public string Run { get; }

    public CoordinatorState State => _state;

    /// <summary>What it last said of a wait; empty when nothing.</summary>
    public string LastWarning { get; private set; } = "";

    /// <summary>Begins: the slices have the weights of the checkpoint, and this host computes too.</summary>
    public void Begin()
    {
        for (int slice = 0; slice < _slices.Length; slice++)
        {
            _slices[slice].Slices[slice] = new SimulatedSlice(
                slice,
                ParameterState.Create(Run, _cluster.Schedule, _start.Position.Step, _slices.Length),
                _start.Weights[slice],
                _slices[slice],
                _host,
                _cluster);
        }

        Tick();
        _host.StartNode("local", Run, _host, _slices);
    }

    /// <summary>Nothing more is done in it.</summary>
    public void End() => _isOver = true;

    /// <summary>A node asks to be let in.</summary>
    public void OnHello(SimulatedHost from)
    {
        if (_isOver)
        {
            return;
        }

        Welcome(from);
        if (from.MayCoordinate && _keepers.Add(from) && _host.Copy is { } newest)
        {
            Offer(from, newest);
        }
    }

    /// <summary>A node or slice says something to whoever coordinates on this host.</summary>
    public void Handle(SimulatedHost from, ITrainingMessage message)
    {
        if (_isOver)
        {
            return;
        }

        ITrainingMessage understood = _cluster.AsUnderstood(message, Run);
        if (understood is JoinRun join)
        {
            if (join.Run == Run)
            {
                _nodes[join.Node] = from;
            }
            else if (RunId.TermOf(join.Run) < RunId.TermOf(Run))
            {
                // It has missed that its coordinator has begun a new term.
                Welcome(from);
            }
        }

        Decide(understood, message.Run);
    }

    /// <summary>A slice's part of the checkpoint that was asked for.</summary>
    public void OnCheckpointPart(WriteCheckpoint request, int slice, ulong weights)
    {
        if (_isOver || request != _asked)
        {
            return;
        }

        _cluster.Witness.OnWeights(slice, request.Position.Step, weights);
        _parts[slice] = weights;
        if (_parts.Count == _slices.Length)
        {
            _asked = null;
            if (_cluster.Draw() < _cluster.Faults.DiskFull)
            {
                Decide(new CheckpointFailed(Run, request.Position.Step, "the disk is full"));
            }
            else
            {
                _host.Copy = new SavedRun(request.Position, [.. _slices.Select((_, i) => _parts[i])]);
                Decide(new CheckpointWritten(Run, request.Position.Step, $"step-{request.Position.Step}.ckpt"));
            }
        }
    }

    /// <summary>The cluster has removed a host, or its connection broke.</summary>
    public void OnHostLost(SimulatedHost lost)
    {
        if (_isOver)
        {
            return;
        }

        if (lost != _host && _slices.Contains(lost))
        {
            OnSliceLost();
            return;
        }

        _keepers.Remove(lost);
        foreach ((string name, SimulatedHost host) in _nodes.ToArray())
        {
            if (host == lost)
            {
                _nodes.Remove(name);
                Decide(new NodeLost(Run, name));
            }
        }
    }

    /// <summary>A slice is gone: all of them go back to the newest checkpoint, in a later term, and the steps since are done again.</summary>
    public void OnSliceLost()
    {
        if (!_isOver)
        {
            _cluster.BeginTerm(_host, RunId.TermOf(Run) + 1);
        }
    }

    /// <summary>One of its slices that is there; null when none is.</summary>
    public (int Index, SimulatedHost Host)? SomeSlice(Random random)
    {
        int index = random.Next(_slices.Length);
        return _slices[index].Slices.ContainsKey(index) ? (index, _slices[index]) : null;
    }

    private void Welcome(SimulatedHost to) => _cluster.Send(_host, to, "welcome", () => to.OnWelcome(_host, Run, _slices));

    private void Offer(SimulatedHost to, SavedRun saved) =>
        _cluster.Send(_host, to, $"offer {saved.Position.Step}", () => to.OnOffered(_host, Run, saved));

    private void Decide(ITrainingMessage message, string? saidOf = null)
    {
        CoordinatorState before = _state;
        CoordinatorState.Decision decision = _state.Handle(message, _cluster.Now);
        _cluster.Heard?.Add((message, _cluster.Now));
        _cluster.Witness.OnTaken(Run, saidOf ?? message.Run, message, !ReferenceEquals(before, decision.State) || !decision.Effects.IsEmpty);
        Do(decision);
    }

    private void Do(CoordinatorState.Decision decision)
    {
        _state = decision.State;
        foreach (CoordinatorEffect effect in decision.Effects)
        {
            switch (effect)
            {
                case GrantToNode grant:
                    SimulatedHost to = _nodes[grant.Node];
                    _cluster.Send(_host, to, grant.Grant, () => to.Node?.Handle(grant.Grant, 0), isCoordination: true);
                    break;
                case TellSlices tell:
                    TellSlices(tell.Message, isCoordination: true);
                    break;
                case RequestCheckpoint checkpoint:
                    _parts.Clear();
                    _asked = checkpoint.Request;
                    TellSlices(checkpoint.Request, isCoordination: true);
                    break;
                case Publish publish:
                    OnEvent(publish.Event);
                    break;
            }
        }
    }

    private void TellSlices(ITrainingMessage message, bool isCoordination)
    {
        for (int i = 0; i < _slices.Length; i++)
        {
            (int slice, SimulatedHost to) = (i, _slices[i]);
            _cluster.Send(_host, to, message, () => to.Slices.GetValueOrDefault(slice)?.Handle(_host, message, 0), isCoordination);
        }
    }

    private void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case StepCompleted:
                _cluster.OnStep();
                break;
            case CheckpointSaved:
                foreach (SimulatedHost keeper in _keepers)
                {
                    Offer(keeper, _host.Copy!);
                }

                break;
            case RunWarning warning:
                LastWarning = warning.Message;
                _cluster.Witness.OnWarning(warning.Message);
                break;
            case RunEnded end:
                _isOver = true;
                _cluster.OnEnded(_host, this, end);
                break;
        }
    }

    private void Tick()
    {
        if (!_isOver)
        {
            Do(_state.Tick(_cluster.Now));
            _cluster.RunOn(_host, TickInterval, Tick);
        }
    }
}
