using System.Text.RegularExpressions;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Simulation.Tests;

/// <summary>Sees all that happens, which nobody in a real cluster does, and throws at the first thing that breaks a promise.</summary>
internal sealed partial class Witness(SimulatedCluster cluster, QuietRun quiet)
{
    private readonly Dictionary<SimulatedHost, string> _newestFollowed = [];
    private readonly Dictionary<long, string> _runOfTerm = [];

    /// <summary>Weights are made, saved or read: they must be those of a quiet run.</summary>
    public void OnWeights(int slice, long step, ulong weights) =>
        Demand(weights == quiet.Weights(slice, step), $"slice {slice} has other weights after step {step} than a quiet run");

    /// <summary>A slice makes an update: every shard must have counted once.</summary>
    public void OnCounted(Pass pass, int[] times) =>
        Demand(Array.TrueForAll(times, count => count == 1), $"{pass}: shards counted {string.Join(' ', times)} times");

    /// <summary>A coordinator, slice or node has been told something: what is said of another term must change nothing.</summary>
    public void OnTaken(string own, string saidOf, ITrainingMessage message, bool isTaken) =>
        Demand(!isTaken || own == saidOf, $"{message.GetType().Name} of run {saidOf} was taken in run {own}");

    /// <summary>A node follows a coordinator: never into an older term than before, and never two that think the same term theirs.</summary>
    public void OnFollowed(SimulatedHost host, string run)
    {
        if (_newestFollowed.TryGetValue(host, out string? before) && before != run)
        {
            Demand(
                RunId.TermOf(run) > RunId.TermOf(before), $"{host.Name} follows run {run} after it has followed run {before}");
        }

        _newestFollowed[host] = run;
    }

    /// <summary>A host coordinates: no other may ever have had its term.</summary>
    public void OnTerm(SimulatedHost host, string run)
    {
        long term = RunId.TermOf(run);
        Demand(_runOfTerm.TryAdd(term, run), $"{host.Name} coordinates in term {term}, which run {_runOfTerm[term]} has had");
        OnFollowed(host, run);
    }

    /// <summary>A host found no coordinator within its patience: there must have been none that it could have followed.</summary>
    public void OnGaveUp(SimulatedHost host, TimeSpan looksSince) => Demand(
        !cluster.CouldFollowSince(host, looksSince), $"{host.Name} gives up looking for a coordinator, though there is one");

    /// <summary>The coordinator says that something is late: it must say what, and who.</summary>
    public void OnWarning(string warning)
    {
        if (warning.Contains(" late ", StringComparison.Ordinal) || warning.Contains("no word", StringComparison.Ordinal))
        {
            Demand(NamesNodeAndShards(warning) || NamesSlice().IsMatch(warning), $"a wait that names nobody: {warning}");
        }
    }

    /// <summary>Whether a sentence names a node, and shards.</summary>
    public static bool NamesNodeAndShards(string sentence) => NamesNode().IsMatch(sentence) && NamesShards().IsMatch(sentence);

    private void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"at {cluster.Now}: {otherwise}; {cluster.Faults}");
        }
    }

    [GeneratedRegex(@"\b(node-\d+-\d+|local)\b")]
    private static partial Regex NamesNode();

    [GeneratedRegex(@"\bshards? \d+")]
    private static partial Regex NamesShards();

    [GeneratedRegex(@"\bslices? \d+")]
    private static partial Regex NamesSlice();
}
