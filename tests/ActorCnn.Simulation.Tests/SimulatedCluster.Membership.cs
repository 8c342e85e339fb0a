using ActorCnn.Training.Protocol;

namespace ActorCnn.Simulation.Tests;

/// <summary>
/// Who is a member, and who has the seat of the coordinator: a singleton on the oldest member that may coordinate. Its guarantee is that the
/// cluster gives it to one at a time. Its weakness is here too: a member that was removed while it hung or was cut off does not know,
/// and goes on in its old term until it finds out.
/// </summary>
internal sealed partial class SimulatedCluster
{
    // Between the removal of who had the seat and its successor's start.
    private static readonly TimeSpan RemovalMargin = TimeSpan.FromSeconds(3);

    // Members by age; a host that joins again comes last.
    private readonly List<SimulatedHost> _members = [];

    // Those who have not heard of a member's removal.
    private readonly Dictionary<SimulatedHost, HashSet<SimulatedHost>> _unaware = [];
    private SimulatedHost? _seat;
    private TimeSpan _seatedSince;
    private int _started;

    /// <summary>Hosts that a host thinks may coordinate: members, and those of whose removal it has not heard.</summary>
    public SimulatedHost[] KnownToMayCoordinate(SimulatedHost host) =>
        [.. _mayCoordinate.Where(other => other != host && IsKnown(host, other))];

    /// <summary>Whether a host takes another for a member.</summary>
    public bool IsKnown(SimulatedHost host, SimulatedHost other) =>
        other.IsMember || (_unaware.TryGetValue(other, out HashSet<SimulatedHost>? unaware) && unaware.Contains(host));

    /// <summary>A host that was removed is a member again, as the youngest.</summary>
    public void Rejoin(SimulatedHost host)
    {
        Trace($"{host.Name} joins again");
        host.IsMember = true;
        _members.Add(host);
        foreach ((SimulatedHost removed, HashSet<SimulatedHost> unaware) in _unaware)
        {
            unaware.Remove(host);

            // It asks everybody it has met to let it in; one who coordinates and does not know of its own removal may be among them.
            if (removed is { IsAlive: true, Term: not null } && Draw() < 0.5)
            {
                unaware.Add(host);
            }
        }

        SeekCoordinator();
    }

    /// <summary>Whether there was a coordinator all the time that a host could have heard.</summary>
    public bool CouldFollowSince(SimulatedHost host, TimeSpan since) =>
        host.IsMember && host.LastTrouble < since && !_isPartitioned && _lastPartition < since
        && _seat is { Term: not null } coordinator && _seatedSince < since && coordinator.LastTrouble < since;

    /// <summary>Begins a term on a host.</summary>
    public void BeginTerm(SimulatedHost host, long term)
    {
        // As the product writes it, but for the random part.
        string run = $"{LocalRun}-{host.Number}-{Terms++}" + RunId.Create(term)[Guid.Empty.ToString("N").Length..];
        Trace($"{host.Name} coordinates run {run}");
        Witness.OnTerm(host, run);
        host.Coordinate(run);
    }

    /// <summary>Where the slices of a term are: with the coordinator, or some of them on other hosts.</summary>
    public SimulatedHost[] PlaceSlices(SimulatedHost coordinator)
    {
        SimulatedHost[] others = [.. _members.Where(host => host != coordinator && host.IsAlive && host.Term is null
            && host.PausedUntil <= Now && host.Side == coordinator.Side)];
        return [.. Enumerable.Range(0, Slices).Select(slice => slice == 0 || !Faults.SpreadSlices || others.Length == 0 || !coordinator.IsMember
            ? coordinator
            : others[_random.Next(others.Length)])];
    }

    private SimulatedHost Start(bool mayCoordinate)
    {
        SimulatedHost host = new(_started++, mayCoordinate, this);
        _hosts.Add(host);
        _members.Add(host);
        if (mayCoordinate)
        {
            _mayCoordinate.Add(host);
        }

        return host;
    }

    // The cluster is sure that a member is gone. The others hear of it within a second, itself when it wakes, is reached again, or notices.
    private void Remove(SimulatedHost lost)
    {
        if (!lost.IsMember)
        {
            return;
        }

        Trace($"{lost.Name} is removed");
        lost.IsMember = false;
        NodesLost++;
        _members.Remove(lost);
        HashSet<SimulatedHost> unaware = [.. _hosts.Where(host => host != lost)];
        _unaware[lost] = unaware;
        foreach (SimulatedHost member in _members.ToArray())
        {
            Tell(member, lost);
        }

        RunOn(lost, TimeSpan.Zero, () => RunOn(lost, TimeSpan.FromSeconds(6 * Draw()), lost.OnGivenUp));
        if (lost == _seat)
        {
            _seat = null;
            _time.After(RemovalMargin, SeekCoordinator);
        }
    }

    private void Tell(SimulatedHost member, SimulatedHost lost) => RunOn(member, TimeSpan.FromSeconds(Draw()), () =>
    {
        _unaware[lost].Remove(member);
        member.OnRemoved(lost);
    });

    private void SeekCoordinator()
    {
        if (_seat is null && _members.Find(member => member.MayCoordinate) is { } oldest)
        {
            _seat = oldest;
            RunOn(oldest, TimeSpan.FromSeconds(0.5 * Draw()), () =>
            {
                if (oldest == _seat)
                {
                    TakeSeat(oldest);
                }
            });
        }
    }

    private void TakeSeat(SimulatedHost host)
    {
        (_seat, _seatedSince) = (host, Now);
        if (host.KnowsRun)
        {
            Takeovers += Terms > 0 ? 1 : 0;
            BeginTerm(host, host.NextTerm);
            return;
        }

        // The coordinator was lost before this node knew the run: it ends, and leaves.
        host.Crash();
        Remove(host);
    }
}
