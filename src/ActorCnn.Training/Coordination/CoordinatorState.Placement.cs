using System.Collections.Immutable;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Coordination;

/// <summary>
/// Where the slices of the parameters are, when the run's nodes hold them. They are dealt out before the first step and stay where they
/// are. When a node that holds one is gone this run's actors are too: others begin again from the newest checkpoint, under an id of their
/// own, so that nothing that was said before is taken for theirs.
/// </summary>
public sealed partial record CoordinatorState
{
    /// <summary>How long a node has for taking a slice.</summary>
    public static readonly TimeSpan PlacingPatience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// SHA-256 of each slice's state where the run starts, for the nodes that are to hold it; empty when the coordinator's process holds
    /// all slices.
    /// </summary>
    public ImmutableArray<string> SliceStates { get; init; } = [];

    /// <summary>The name of the coordinator's own node.</summary>
    public string OwnNode { get; init; } = "";

    /// <summary>How the actors before these came to their end; null for the first.</summary>
    public RunAbandoned? Before { get; init; }

    /// <summary>The node that holds each slice, or is to; empty before they are dealt out.</summary>
    public ImmutableArray<string> Holders { get; private init; } = [];

    // Where each slice is; null as long as its node has not said so.
    private ImmutableArray<PlacedSlice?> Held { get; init; } = [];

    private TimeSpan PlacingSince { get; init; }

    // Nodes that want to leave and hold a slice: they stay until it is in a checkpoint.
    private ImmutableList<string> Leaving { get; init; } = [];

    private SlicesPlaced? Placement => Holders.IsEmpty || Held.Contains(null) ? null : new SlicesPlaced(Run, [.. Held.Select(slice => slice!)]);

    private Decision StartOrPlace(TimeSpan now)
    {
        if (SliceStates.IsEmpty)
        {
            return Start(now);
        }

        CoordinatorState placing = this with
        {
            Phase = RunPhase.Placing,
            Holders = SlicePlacement.Deal(Slices, [.. Nodes.Select(node => node.Name)], OwnNode),
            Held = [.. Enumerable.Repeat<PlacedSlice?>(null, Slices)],
            PlacingSince = now,
            AskedAt = now,
        };
        return new Decision(placing, placing.AskHolders());
    }

    private ImmutableList<CoordinatorEffect> AskHolders() => [.. Enumerable.Range(0, Slices)
        .Where(slice => Held[slice] is null)
        .Select(slice => new TellNode(Holders[slice], new HoldSlice(Run, slice, Position.Step, SliceStates[slice])))];

    private Decision OnHeld(SliceHeld held, TimeSpan now)
    {
        if (Phase != RunPhase.Placing || held.Placed.Slice < 0 || held.Placed.Slice >= Slices)
        {
            return Unchanged;
        }

        CoordinatorState with = this with { Held = Held.SetItem(held.Placed.Slice, held.Placed) };
        if (with.Placement is not { } placement)
        {
            return new Decision(with, []);
        }

        Decision started = with.Start(now);
        return started with
        {
            Effects = [new UseSlices(placement), .. Nodes.Select(node => new TellNode(node.Name, placement)), .. started.Effects],
        };
    }

    // Word of where the slices are may have been lost, so a node is told whenever it is heard from.
    private static Decision ToldWhereSlicesAre(JoinRun join, Decision decision) =>
        decision.State.Placement is { } placement && decision.State.Nodes.Any(node => node.Name == join.Node)
            ? decision.After(new TellNode(join.Node, placement))
            : decision;

    // It may be a node that holds a slice which keeps the others waiting.
    private string SlicesBehind()
    {
        if (Holders.IsEmpty)
        {
            return "";
        }

        int most = InHand!.Counted.Slices.Max(slice => slice.CountedShards);
        return string.Concat(InHand.Counted.Slices.Select((slice, i) => slice.CountedShards < most
            ? $"; slice {i} of the parameters, on {Holders[i]}, has counted {slice.CountedShards} of {most}"
            : ""));
    }

    private Decision AskHoldersAgain(TimeSpan now)
    {
        if (now - PlacingSince >= PlacingPatience)
        {
            string slow = Holders[Held.IndexOf(null)];
            return Abandon([slow], $"node {slow} did not take its slice of the parameters in {PlacingPatience.TotalSeconds:0} s", now);
        }

        return now - AskedAt >= LeastPatience ? new Decision(this with { AskedAt = now }, AskHolders()) : Unchanged;
    }

    // The step in hand is finished, with the node, and its slice goes into a checkpoint with all others, so that no step is made twice.
    private Decision LetHolderLeave(string node, TimeSpan now)
    {
        if (Phase == RunPhase.Placing)
        {
            return LoseHolder(node, isLoss: false, now);
        }

        if (Leaving.Contains(node))
        {
            return Unchanged;
        }

        CoordinatorState leaving = this with { Leaving = Leaving.Add(node) };

        // An evaluation is not waited for: it can be made again from the checkpoint.
        return Phase is RunPhase.Paused or RunPhase.Evaluating ? leaving.Checkpoint(now) : new Decision(leaving, []);
    }

    private Decision HandSlicesOver(TimeSpan now)
    {
        Decision abandoned = Abandon(Leaving, $"{DescribeHolders(Leaving)} has left", now);
        return abandoned with
        {
            Effects = [.. Leaving.Select(node => new TellNode(node, new LeaveRun(Run, node))), .. abandoned.Effects],
        };
    }

    private Decision LoseHolder(string node, bool isLoss, TimeSpan now)
    {
        // One that has waited long enough goes without its slice in a checkpoint.
        isLoss &= !Leaving.Contains(node);
        CoordinatorState lost = this with { Position = Position with { NodesLost = Position.NodesLost + (isLoss ? 1 : 0) } };
        return lost.Abandon([node, .. Leaving], $"{DescribeHolders([node])} {(isLoss ? "was lost" : "has left")}", now);
    }

    private string DescribeHolders(ImmutableList<string> nodes)
    {
        string slices = string.Join(", ", Enumerable.Range(0, Slices).Where(slice => nodes.Contains(Holders[slice])));
        return $"node {string.Join(", ", nodes)}, which held slice {slices} of the parameters,";
    }

    private Decision Abandon(ImmutableList<string> nodes, string reason, TimeSpan now)
    {
        RunPosition position = Position with { ElapsedSeconds = Elapsed(now) };
        int others = Nodes.Count(member => !nodes.Contains(member.Name));
        return new Decision(
            this with { Phase = RunPhase.Abandoned, InHand = null, Position = position },
            [new AbandonRun(new RunAbandoned(position, others, reason, StopReason, PausedBy))]);
    }
}
