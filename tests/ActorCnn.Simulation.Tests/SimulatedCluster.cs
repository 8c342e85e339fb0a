using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Simulation.Tests;

/// <summary>
/// A whole cluster on virtual time: the product's own decisions of the coordinator, the parameters and the nodes, with a network and
/// faults that are drawn from a seed. The same seed gives the same run, message by message.
/// </summary>
internal sealed partial class SimulatedCluster
{
    private const string LocalRun = "run";
    private readonly VirtualTime _time = new();
    private readonly Random _random;
    private readonly List<SimulatedHost> _hosts = [];
    private readonly List<SimulatedHost> _mayCoordinate = [];
    private RunEnded? _end;

    public SimulatedCluster(int seed, RunSchedule schedule, int nodes, int slices, Faults faults, Defect defect = Defect.None, int minimumNodes = 1)
    {
        (_random, Schedule, Slices, Faults, Defect, MinimumNodes) = (new Random(seed), schedule, slices, faults, defect, minimumNodes);
        Witness = new Witness(this, new QuietRun(schedule, slices));

        // The first begins the run; two others may take over, of more every second.
        for (int i = 0; i < nodes; i++)
        {
            Start(mayCoordinate: i < 3 || (i < MostNodes && i % 2 == 0));
        }

        _hosts[0].KnowsRun = true;
        TakeSeat(_hosts[0]);
        for (int i = 1; i < nodes; i++)
        {
            _hosts[i].Look();
        }

        PlanFaults();
    }

    public RunSchedule Schedule { get; }

    public int Slices { get; }

    /// <summary>Nodes that the run waits for before it starts.</summary>
    public int MinimumNodes { get; }

    public Faults Faults { get; }

    public Defect Defect { get; }

    public Witness Witness { get; }

    public TimeSpan Now => _time.Now;

    /// <summary>The time that a clock which is right would show.</summary>
    public DateTimeOffset Clock => DateTimeOffset.UnixEpoch.AddYears(50) + Now;

    /// <summary>Messages that coordinators were sent or have sent.</summary>
    public long CoordinatorMessages { get; private set; }

    /// <summary>What the coordinators are told, and when; null when it is not kept.</summary>
    public List<(ITrainingMessage Message, TimeSpan At)>? Heard { get; set; }

    /// <summary>The coordinator's state; only while somebody coordinates.</summary>
    public CoordinatorState Coordinator => _seat!.Term!.State;

    /// <summary>Steps of all terms: those that were made again count again.</summary>
    public long StepsMade { get; private set; }

    /// <summary>Terms that were begun.</summary>
    public int Terms { get; private set; }

    /// <summary>Hosts that took over from another.</summary>
    public int Takeovers { get; private set; }

    /// <summary>Hosts that are gone, or were removed.</summary>
    public int NodesLost { get; private set; }

    /// <summary>A number that everything which happened has left its trace in: two runs with the same have gone the same way.</summary>
    public ulong TraceHash { get; private set; } = 14695981039346656037;

    /// <summary>Is told every event; null for nobody.</summary>
    public Action<string>? Listener { get; set; }

    /// <summary>The plan of one epoch with a number of steps, the last of which has half as many shards.</summary>
    public static RunSchedule ScheduleOf(int steps, int shards) => new()
    {
        TrainSamples = (steps * shards) - (shards / 2),
        TestSamples = 7,
        BatchSize = shards,
        ShardSize = 1,
        Epochs = 1,
    };

    /// <summary>Goes on until the first coordinator has seen a number of steps.</summary>
    public void RunToStep(long step)
    {
        while (_end is null && StepsMade < step && _time.Step())
        {
        }
    }

    /// <summary>Runs to the end.</summary>
    /// <param name="limit">Virtual time that is more than enough.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="InvalidOperationException">It hangs, or a promise was broken.</exception>
    public RunEnded RunToEnd(TimeSpan limit)
    {
        while (_end is null && Now < limit && _time.Step())
        {
        }

        return _end ?? throw new InvalidOperationException($"the run hangs at {Now}: {Describe()}; {Faults}");
    }

    /// <summary>The next random number from 0 to 1.</summary>
    public double Draw() => _random.NextDouble();

    /// <summary>Sends a message on its way. Between two hosts it may be lost, doubled and overtaken; inside one it is not.</summary>
    public void Send(SimulatedHost from, SimulatedHost to, object message, Action receive, bool isCoordination = false)
    {
        CoordinatorMessages += isCoordination ? 1 : 0;
        if (from == to)
        {
            Deliver(TimeSpan.Zero);
            return;
        }

        if (Draw() < Faults.Loss || from.Side != to.Side)
        {
            return;
        }

        Deliver(Faults.Delay * Draw());
        if (Draw() < Faults.Duplication)
        {
            Deliver(Faults.Delay * Draw());
        }

        void Deliver(TimeSpan delay) => RunOn(to, delay, () =>
        {
            Trace(from, to, message);
            receive();
        });
    }

    /// <summary>Has something happen on a host after a while; later when it is paused, never when it has crashed.</summary>
    public void RunOn(SimulatedHost host, TimeSpan delay, Action happens) => _time.After(delay, () =>
    {
        if (host.IsAlive && host.PausedUntil > Now)
        {
            RunOn(host, host.PausedUntil - Now, happens);
        }
        else if (host.IsAlive)
        {
            happens();
        }
    });

    /// <summary>The message as whoever is in a run takes it: as it is, unless terms are ignored.</summary>
    public ITrainingMessage AsUnderstood(ITrainingMessage message, string run) =>
        Defect != Defect.IgnoresTerms || message.Run == run ? message : message switch
        {
            JoinRun said => said with { Run = run },
            GrantShards said => said with { Pass = said.Pass with { Run = run } },
            GradientComputed said => said with { Pass = said.Pass with { Run = run } },
            ShardsCounted said => said with { Pass = said.Pass with { Run = run } },
            StepApplied said => said with { Pass = said.Pass with { Run = run } },
            ApplyStep said => said with { Pass = said.Pass with { Run = run } },
            WeightsPublished said => said with { Run = run },
            _ => message,
        };

    /// <summary>A step was made.</summary>
    public void OnStep() => StepsMade++;

    /// <summary>A run has ended, as whoever coordinates it says.</summary>
    public void OnEnded(SimulatedHost host, SimulatedTerm term, RunEnded end)
    {
        Trace($"{host.Name} ends run {term.Run}: {end.Outcome} {end.Reason}");
        if (end.Outcome == RunOutcome.Completed || host == _seat)
        {
            _end = end;
        }
        else
        {
            host.Crash();
        }
    }

    /// <summary>A process has ended.</summary>
    public void OnHostGone(SimulatedHost host)
    {
        Trace($"{host.Name} is gone");
        _hosts.Remove(host);
        _mayCoordinate.Remove(host);

        // Its connections break, long before the cluster is sure.
        foreach (SimulatedHost other in _hosts.Where(other => other.Term is not null))
        {
            RunOn(other, MostDetection * Draw(), () => other.Term?.OnHostLost(host));
        }

        _time.After(Silence * (0.5 + (0.5 * Draw())), () => Remove(host));
        foreach (SimulatedHost unaware in _unaware.GetValueOrDefault(host, []))
        {
            Tell(unaware, host);
        }

        if (_mayCoordinate.Exists(other => other.Term is not null || other.KnowsRun))
        {
            return;
        }

        // Nobody can go on with the run; all that are left say so when their patience is over.
        _end = new RunEnded
        {
            Run = LocalRun,
            Outcome = RunOutcome.Stopped,
            Reason = $"no coordinator is left; the last was {host.Name}",
            Position = RunPosition.Start,
            Test = null,
            Nodes = _hosts.Count,
            Workers = 0,
        };
    }

    /// <summary>Notes that something happened.</summary>
    public void Trace(string what)
    {
        Listener?.Invoke($"{Now.TotalSeconds:F4} {what}");
        Mix((ulong)Now.Ticks);
        foreach (char letter in what)
        {
            Mix(letter);
        }
    }

    private void Trace(SimulatedHost from, SimulatedHost to, object message)
    {
        Listener?.Invoke($"{Now.TotalSeconds:F4} {from.Name} > {to.Name}: {message}");
        Mix((ulong)Now.Ticks);
        Mix(((ulong)from.Number << 32) | (uint)to.Number);
        foreach (char letter in message as string ?? message.GetType().Name)
        {
            Mix(letter);
        }
    }

    // FNV-1a.
    private void Mix(ulong value) => TraceHash = (TraceHash ^ value) * 1099511628211;

    private string Describe()
    {
        SimulatedTerm? term = _seat?.Term;
        return term is null
            ? $"nobody coordinates, {_hosts.Count} hosts"
            : $"{term.State.Phase}, step {term.State.Position.Step}, {term.State.Nodes.Count} of {_hosts.Count} nodes; '{term.LastWarning}' "
                + string.Join(' ', (term.State.InHand?.Grants ?? []).Select(grant => grant.ToString()));
    }
}
