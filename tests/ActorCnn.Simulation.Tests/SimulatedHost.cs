using ActorCnn.Training.Nodes;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Simulation.Tests;

/// <summary>What is kept of a run: a position and the weights of every slice there.</summary>
internal sealed record SavedRun(RunPosition Position, ulong[] Weights);

/// <summary>
/// A process of the cluster. It looks for the run's coordinator and computes for it, keeps copies of its checkpoints when it may
/// coordinate, and takes its place when it is its turn. Whom it follows is the product's own decision.
/// </summary>
internal sealed class SimulatedHost(int number, bool mayCoordinate, SimulatedCluster cluster)
{
    private static readonly TimeSpan KnockEvery = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TimeSpan _clockError = TimeSpan.FromSeconds(cluster.Draw());
    private FollowedRun _followed = FollowedRun.None;
    private SimulatedHost? _coordinator;
    private int _membership;
    private TimeSpan _looksSince;
    private bool _isLooking;

    public int Number { get; } = number;

    public string Name { get; } = $"node-{number}";

    public bool MayCoordinate { get; } = mayCoordinate;

    public bool IsAlive { get; private set; } = true;

    /// <summary>Until when it does nothing, as a stopped process.</summary>
    public TimeSpan PausedUntil { get; set; }

    /// <summary>The side of a partition that it is on; hosts hear only those of their own.</summary>
    public int Side { get; set; }

    /// <summary>When it last was paused, or went on.</summary>
    public TimeSpan LastTrouble { get; set; }

    /// <summary>Whether the cluster counts it as a member. It may not know that it was removed.</summary>
    public bool IsMember { get; set; } = true;

    /// <summary>The newest checkpoint on its disk; null when there is none.</summary>
    public SavedRun? Copy { get; set; }

    /// <summary>Whether it has had the run's description and data.</summary>
    public bool KnowsRun { get; set; }

    /// <summary>The term in which it coordinates; null when it does not.</summary>
    public SimulatedTerm? Term { get; private set; }

    /// <summary>What computes here; null before a run is followed.</summary>
    public SimulatedNode? Node { get; private set; }

    /// <summary>Slices of the parameters that are placed here, by their number.</summary>
    public Dictionary<int, SimulatedSlice> Slices { get; } = [];

    /// <summary>The term to coordinate in.</summary>
    public long NextTerm => _followed.NextTerm(cluster.Clock + _clockError);

    /// <summary>Looks for a coordinator until one lets it in.</summary>
    public void Look()
    {
        (_followed, Node, _coordinator) = (_followed.Lose(), null, null);
        if (!_isLooking)
        {
            (_isLooking, _looksSince) = (true, cluster.Now);
            Knock();
        }
    }

    public void Crash()
    {
        IsAlive = false;
        cluster.OnHostGone(this);
    }

    /// <summary>The cluster has lost a member.</summary>
    public void OnRemoved(SimulatedHost lost)
    {
        Term?.OnHostLost(lost);
        if (Term is null && lost == _coordinator)
        {
            Look();
        }
    }

    /// <summary>It finds that the cluster has removed it: a coordinator's process ends, any other joins again.</summary>
    public void OnGivenUp()
    {
        if (Term is not null)
        {
            cluster.Trace($"{Name} finds that it coordinates no more");
            Term.End();
            Crash();
            return;
        }

        _membership++;
        Slices.Clear();
        if (cluster.Defect == Defect.ForgetsTerms)
        {
            _followed = FollowedRun.None;
        }

        cluster.RunOn(this, TimeSpan.FromSeconds(1), () =>
        {
            cluster.Rejoin(this);
            Look();
        });
    }

    /// <summary>Coordinates from now on, from the newest checkpoint that it has, or from the beginning.</summary>
    public void Coordinate(string run)
    {
        Term?.End();
        (_isLooking, _coordinator) = (false, null);
        Node = null;
        Term = new SimulatedTerm(cluster, this, run, Copy);
        Term.Begin();
    }

    /// <summary>A coordinator lets it in.</summary>
    public void OnWelcome(SimulatedHost from, string run, SimulatedHost[] slices)
    {
        if (Term is not null
            || !cluster.IsKnown(this, from)
            || (cluster.Defect == Defect.IgnoresTerms ? FollowedRun.None : _followed).Follow(run) is not { } followed)
        {
            return;
        }

        (_followed, _coordinator, _isLooking, Node) = (followed, from, false, null);
        cluster.Witness.OnFollowed(this, run);

        // Description, data and connections take a while.
        cluster.RunOn(this, TimeSpan.FromSeconds(0.1 + cluster.Draw()), () =>
        {
            if (_followed == followed)
            {
                KnowsRun = true;
                StartNode($"{Name}-{_membership}", run, from, slices);
            }
        });
    }

    /// <summary>Has workers compute here.</summary>
    public void StartNode(string name, string run, SimulatedHost coordinator, SimulatedHost[] slices)
    {
        NodeState initial = NodeState.Create(run, cluster.Schedule, workers: 1 + (Number % 4), slices.Length) with
        {
            BeginsEarly = coordinator != this,
        };
        Node = new SimulatedNode(name, initial, this, coordinator, slices, cluster);
        Node.Start();
    }

    /// <summary>A checkpoint is to be had.</summary>
    public void OnOffered(SimulatedHost from, string run, SavedRun saved)
    {
        // It comes by a connection of its own, which may break; the one that is offered next makes that good.
        if (_followed.Follows(run))
        {
            cluster.Send(from, this, $"checkpoint {saved.Position.Step}", () =>
            {
                if (_followed.Follows(run) && (Copy is null || saved.Position.Step > Copy.Position.Step))
                {
                    Copy = saved;
                }
            });
        }
    }

    private void Knock()
    {
        if (!_isLooking)
        {
            return;
        }

        if (cluster.Now - _looksSince >= Patience)
        {
            cluster.Witness.OnGaveUp(this, _looksSince);
            Crash();
            return;
        }

        foreach (SimulatedHost other in cluster.KnownToMayCoordinate(this))
        {
            cluster.Send(this, other, "hello", () => other.Term?.OnHello(this));
        }

        cluster.RunOn(this, KnockEvery, Knock);
    }
}
