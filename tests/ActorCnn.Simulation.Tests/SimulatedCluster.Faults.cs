namespace ActorCnn.Simulation.Tests;

/// <summary>What goes wrong, and when the cluster is sure of it.</summary>
internal sealed partial class SimulatedCluster
{
    private const int MostNodes = 24;
    private const double LongestPartition = 20;
    private static readonly TimeSpan MostDetection = TimeSpan.FromSeconds(3);

    // How long silence must last before members are removed.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);
    private TimeSpan _lastPartition;
    private bool _isPartitioned;

    private void PlanFaults()
    {
        Plan(Faults.Crash, () => OnSomeFollower(host => host.Crash()));
        Plan(Faults.Join, () =>
        {
            if (_hosts.Count < MostNodes)
            {
                SimulatedHost host = Start(mayCoordinate: Draw() < 0.5);
                Trace($"{host.Name} joins");
                host.Look();
                SeekCoordinator();
            }
        });
        Plan(Faults.Pause, () => OnSomeFollower(host => Pause(host, 20)));
        Plan(Faults.Partition, () => CutOff([.. _hosts.Where(host => host != _seat && Draw() < 0.4)]));
        Plan(Faults.CoordinatorCrash, () => OnCoordinator(host => host.Crash()));
        Plan(Faults.CoordinatorPause, () => OnCoordinator(host => Pause(host, 30)));
        Plan(Faults.CoordinatorCut, () => OnCoordinator(host => CutOff([host, .. _hosts.Where(other => other != host && Draw() < 0.25)])));
        Plan(Faults.SliceCrash, CrashSlice);
    }

    private void Pause(SimulatedHost host, double mostSeconds)
    {
        Trace($"{host.Name} is paused");
        host.LastTrouble = Now;
        host.PausedUntil = Now + TimeSpan.FromSeconds(mostSeconds * Draw());
        if (host.PausedUntil - Now > Silence)
        {
            _time.After(Silence, () => Remove(host));
        }

        _time.After(host.PausedUntil - Now, () => host.LastTrouble = Now);
    }

    // The side that has most of the members that may coordinate goes on; with as many on both, the one with the oldest.
    private void CutOff(SimulatedHost[] cut)
    {
        if (_isPartitioned || cut.Length == 0)
        {
            return;
        }

        Trace($"cut off: {string.Join(' ', cut.Select(host => host.Name))}");
        _isPartitioned = true;
        bool hearEachOther = Draw() < 0.5;
        for (int i = 0; i < cut.Length; i++)
        {
            cut[i].Side = hearEachOther ? 1 : 1 + i;
        }

        TimeSpan lasts = TimeSpan.FromSeconds(LongestPartition * Draw());
        if (lasts > Silence)
        {
            _time.After(Silence, () =>
            {
                int survivors = _members.GroupBy(member => member.Side)
                    .OrderByDescending(side => side.Count(member => member.MayCoordinate))
                    .ThenBy(side => side.Min(member => member.Number))
                    .First().Key;
                foreach (SimulatedHost lost in _members.Where(member => member.Side != survivors).ToArray())
                {
                    Remove(lost);
                }
            });
        }

        _time.After(lasts, () =>
        {
            _lastPartition = Now;
            Trace("the partition is over");
            _isPartitioned = false;
            foreach (SimulatedHost host in _hosts)
            {
                host.Side = 0;
            }
        });
    }

    private void CrashSlice()
    {
        if (_seat?.Term is { } term && term.SomeSlice(_random) is { } slice)
        {
            Trace($"slice {slice.Index} crashes");
            slice.Host.Slices.Remove(slice.Index);
            SimulatedHost coordinator = _seat;
            RunOn(coordinator, Faults.Delay, () =>
            {
                if (coordinator.Term == term)
                {
                    term.OnSliceLost();
                }
            });
        }
    }

    private void OnCoordinator(Action<SimulatedHost> happens)
    {
        if (_seat is { Term: not null, IsAlive: true } coordinator && coordinator.PausedUntil <= Now)
        {
            happens(coordinator);
        }
    }

    private void OnSomeFollower(Action<SimulatedHost> happens)
    {
        SimulatedHost[] followers = [.. _hosts.Where(host => host != _seat)];
        if (followers.Length > 0)
        {
            happens(followers[_random.Next(followers.Length)]);
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
