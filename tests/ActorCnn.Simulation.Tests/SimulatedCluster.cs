using ActorCnn.Training.Coordination;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Simulation.Tests;

/// <summary>
/// A whole cluster on virtual time: the product's own decisions of the coordinator, the parameters and the nodes, with a network and
/// faults that are drawn from a seed. The same seed gives the same run, message by message.
/// </summary>
internal sealed class SimulatedCluster
{
    public const string CoordinatorName = "coordinator";
    private const string Run = "run";
    private const int MostNodes = 24;
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan DetectionTime = TimeSpan.FromSeconds(3);
    private readonly VirtualTime _time = new();
    private readonly Random _random;
    private readonly RunSchedule _schedule;
    private readonly QuietRun _quiet;
    private readonly Dictionary<string, SimulatedSlice> _slices = [];
    private readonly Dictionary<string, SimulatedNode> _nodes = [];
    private readonly HashSet<string> _cutOff = [];
    private CoordinatorState _coordinator;
    private RunEnded? _end;
    private int _joined;

    public SimulatedCluster(int seed, RunSchedule schedule, int nodes, int slices, Faults faults, Defect defect = Defect.None)
    {
        (_random, _schedule, Faults) = (new Random(seed), schedule, faults);
        _quiet = new QuietRun(schedule, slices);
        _coordinator = new CoordinatorState { Run = Run, Schedule = schedule, Slices = slices, Position = RunPosition.Start };
        for (int slice = 0; slice < slices; slice++)
        {
            _slices[SliceName(slice)] = new SimulatedSlice(slice, ParameterState.Create(Run, schedule, 0, slices), this, defect);
        }

        for (int i = 0; i < nodes; i++)
        {
            Join();
        }

        Tick();
        Plan(faults.Crash, () => OnSomeNode(Crash));
        Plan(faults.Join, () =>
        {
            if (_nodes.Count < MostNodes)
            {
                Join();
            }
        });
        Plan(faults.Pause, () => OnSomeNode(node => node.PausedUntil = _time.Now + TimeSpan.FromSeconds(20 * Draw())));
        Plan(faults.Partition, Partition);
    }

    public Faults Faults { get; }

    /// <summary>Messages that the coordinator was sent or has sent.</summary>
    public long CoordinatorMessages { get; private set; }

    public long StepsMade => _coordinator.Position.Step;

    public TimeSpan Elapsed => _time.Now;

    public int NodesLost => _coordinator.Position.NodesLost;

    public long ShardsReissued => _coordinator.Position.ShardsReissued;

    public static string SliceName(int slice) => $"slice-{slice}";

    /// <summary>Runs to the end.</summary>
    /// <param name="limit">Virtual time that is more than enough.</param>
    /// <returns>How it ended.</returns>
    public RunEnded RunToEnd(TimeSpan limit)
    {
        while (_end is null && _time.Now < limit && _time.Step())
        {
        }

        return _end ?? throw new InvalidOperationException(
            $"the run hangs at {_time.Now} in {_coordinator.Phase}, step {_coordinator.Position.Step}, with {_coordinator.Nodes.Count} of {_nodes.Count} nodes: "
            + string.Join(' ', (_coordinator.InHand?.Grants ?? []).Select(grant => grant.ToString())) + $" {Faults}");
    }

    /// <summary>The next random number from 0 to 1.</summary>
    public double Draw() => _random.NextDouble();

    /// <summary>Sends a message on its way; the value stands for the tensor that goes with it.</summary>
    public void Send(string from, string to, ITrainingMessage message, ulong value)
    {
        CoordinatorMessages += to == CoordinatorName || from == CoordinatorName ? 1 : 0;

        if (Draw() < Faults.Loss || IsCut(from) || IsCut(to))
        {
            return;
        }

        Deliver();
        if (Draw() < Faults.Duplication)
        {
            Deliver();
        }

        void Deliver() => _time.After(Faults.Delay * Draw(), () => Receive(from, to, message, value));
    }

    /// <summary>Has something happen on a node after a while; later when it is paused, never when it has crashed.</summary>
    public void RunOn(SimulatedNode node, TimeSpan delay, Action happens) => _time.After(delay, () =>
    {
        if (node.IsAlive && node.PausedUntil > _time.Now)
        {
            RunOn(node, node.PausedUntil - _time.Now, happens);
        }
        else if (node.IsAlive)
        {
            happens();
        }
    });

    /// <summary>A slice has made an update: it must be that of a quiet run.</summary>
    public void OnApplied(int slice, long step, ulong weights) => Assert.Equal(_quiet.Weights(slice, step), weights);

    private void Receive(string from, string to, ITrainingMessage message, ulong value)
    {
        if (to == CoordinatorName)
        {
            Do(_coordinator.Handle(message, _time.Now));
        }
        else if (_slices.TryGetValue(to, out SimulatedSlice? slice))
        {
            slice.Handle(from, message, value);
        }
        else if (_nodes.TryGetValue(to, out SimulatedNode? node))
        {
            RunOn(node, TimeSpan.Zero, () => node.Handle(message, value));
        }
    }

    private void Do(CoordinatorState.Decision decision)
    {
        _coordinator = decision.State;
        foreach (CoordinatorEffect effect in decision.Effects)
        {
            switch (effect)
            {
                case GrantToNode grant:
                    Send(CoordinatorName, grant.Node, grant.Grant, 0);
                    break;
                case TellSlices tell:
                    foreach (string slice in _slices.Keys)
                    {
                        Send(CoordinatorName, slice, tell.Message, 0);
                    }

                    break;
                case RequestCheckpoint checkpoint:
                    // The first slice writes it; that this is said more than once is not simulated, so it is not lost.
                    Do(_coordinator.Handle(new CheckpointWritten(Run, checkpoint.Request.Position.Step, null), _time.Now));
                    break;
                case Publish { Event: RunEnded end }:
                    _end = end;
                    break;
            }
        }
    }

    private void Tick()
    {
        Do(_coordinator.Tick(_time.Now));
        _time.After(TickInterval, Tick);
    }

    private void Join()
    {
        SimulatedNode node = new(
            $"node-{_joined++}", NodeState.Create(Run, _schedule, workers: 1 + _random.Next(4), _coordinator.Slices), this);
        _nodes[node.Name] = node;
        node.Start();
    }

    private void Crash(SimulatedNode node)
    {
        node.Crash();
        _nodes.Remove(node.Name);
        _cutOff.Remove(node.Name);
        _time.After(DetectionTime * Draw(), () => Do(_coordinator.Handle(new NodeLost(Run, node.Name), _time.Now)));
    }

    // Those who are cut off for long are given up; when they are back they join again by themselves.
    private void Partition()
    {
        string[] cut = [.. _nodes.Keys.Where(_ => Draw() < 0.4)];
        TimeSpan lasts = TimeSpan.FromSeconds(10 * Draw());
        _cutOff.UnionWith(cut);
        _time.After(lasts, () => _cutOff.ExceptWith(cut));
        if (lasts > DetectionTime)
        {
            _time.After(DetectionTime, () => Array.ForEach(
                cut, name => Do(_coordinator.Handle(new NodeLost(Run, name), _time.Now))));
        }
    }

    private bool IsCut(string name) => _cutOff.Contains(name);

    private void OnSomeNode(Action<SimulatedNode> happens)
    {
        if (_nodes.Count > 0)
        {
            happens(_nodes.Values.ElementAt(_random.Next(_nodes.Count)));
        }
    }

    // Again and again, after times that are drawn anew.
    private void Plan(double meanSeconds, Action happens)
    {
        if (meanSeconds > 0)
        {
            _time.After(TimeSpan.FromSeconds(-meanSeconds * Math.Log(1 - Draw())), () =>
            {
                happens();
                Plan(meanSeconds, happens);
            });
        }
    }
}
