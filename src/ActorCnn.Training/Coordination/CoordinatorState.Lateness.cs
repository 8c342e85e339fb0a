using System.Collections.Immutable;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Coordination;

/// <summary>
/// What takes too long. A late node's shards are granted to others as well, and the first answer counts; until something is heard from it
/// the node gets no more, so that one which hangs costs one wait and not one a step.
/// </summary>
public sealed partial record CoordinatorState
{
    /// <summary>The least time that a node has for what it was granted.</summary>
    public static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(2);

    /// <summary>The time that a node has before it is known how long a pass takes.</summary>
    public static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long the run waits for more nodes than have joined.</summary>
    public static readonly TimeSpan FormingPatience = TimeSpan.FromSeconds(60);

    /// <summary>How long the parameter actor may take to write what it was asked for before it is asked again.</summary>
    public static readonly TimeSpan WritingPatience = TimeSpan.FromSeconds(30);

    // How often the same silence is spoken of.
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromSeconds(10);

    /// <summary>Nodes that were late and have not been heard from since.</summary>
    public ImmutableHashSet<string> Late { get; init; } = [];

    /// <summary>How long this run waits for them.</summary>
    public TimeSpan WaitsForNodes { get; init; } = FormingPatience;

    private ImmutableList<Member> InTime => Late.IsEmpty ? Nodes : Nodes.RemoveAll(node => Late.Contains(node.Name));

    // When the parameter actors were last asked what they have.
    private TimeSpan AskedAt { get; init; }

    private TimeSpan SaidAt { get; init; }

    private TimeSpan FormingSince { get; init; }

    // How many seconds it takes until half of a pass is counted, which the slower half cannot lengthen; zero before the first.
    private double TypicalStep { get; init; }

    private double TypicalEvaluation { get; init; }

    /// <summary>Looks whether something is late; called a few times a second.</summary>
    /// <param name="now">Time since any fixed moment, never going back.</param>
    public Decision Tick(TimeSpan now)
    {
        if (Phase == RunPhase.Forming && !Nodes.IsEmpty && now - FormingSince >= WaitsForNodes)
        {
            return StartOrPlace(now).After(Warn(
                $"{Nodes.Count} of {MinimumNodes} nodes have joined in {WaitsForNodes.TotalSeconds} s; the run starts with them"));
        }

        if (Phase == RunPhase.Placing)
        {
            return AskHoldersAgain(now);
        }

        if (InHand is null)
        {
            return AskForFile(now);
        }

        TimeSpan patience = Patience(InHand.Pass.Kind);
        PassInHand.NodeGrant[] overdue = [.. InHand.Overdue(now, patience)];
        string[] late = [.. overdue.Select(grant => grant.Node).Distinct()];
        if (late.Length == 0)
        {
            return AskForLost(now, patience);
        }

        // Where there is nobody else the same nodes are asked again: the grant or the answer may have been lost.
        CoordinatorState told = this with { Late = Late.Union(late) };
        (PassInHand reissued, int shards) = InHand.Reissue(now, patience);
        told = told with
        {
            InHand = reissued,
            AskedAt = now,
            SaidAt = now,
            Position = Position with { ShardsReissued = Position.ShardsReissued + shards },
        };
        string others = told.InTime.IsEmpty ? "asked for again" : "granted to others too";
        return told.GrantWaiting(now).After(Warn(
            $"{InHand.Pass}: {shards} shards of {string.Join(", ", late)} are late after {patience.TotalSeconds:0.#} s and are {others}: "
            + InHand.Describe(overdue) + SlicesBehind()))
            .After(new TellSlices(new GetPassStatus(InHand.Pass)));
    }

    // Everything is counted, or in the hands of somebody who is not late: only word of it can be missing.
    private Decision AskForLost(TimeSpan now, TimeSpan patience)
    {
        if (InHand!.Pass.Kind != PassKind.Gradient || now - InHand.StartedAt < patience || now - AskedAt < LeastPatience)
        {
            return Unchanged;
        }

        Decision asked = new(
            this with { AskedAt = now },
            [new TellSlices(InHand.Counted.IsComplete ? ApplyStepOf(InHand.Pass) : new GetPassStatus(InHand.Pass))]);
        TimeSpan since = SaidAt > InHand.StartedAt ? SaidAt : InHand.StartedAt;
        return now - since < BetweenWarnings
            ? asked
            : (asked with { State = asked.State with { SaidAt = now } }).After(Warn(
                $"{InHand.Pass}: no word of {InHand.DescribeAwaited()} in {(now - InHand.StartedAt).TotalSeconds:0} s; the parameters are asked again"));
    }

    // A checkpoint, or the best weights: what was asked for may be written twice, with the same bytes.
    private Decision AskForFile(TimeSpan now)
    {
        if (Phase is not (RunPhase.Checkpointing or RunPhase.KeepingBest) || now - AskedAt < WritingPatience)
        {
            return Unchanged;
        }

        (string file, CoordinatorEffect request) = Phase == RunPhase.Checkpointing
            ? ("the checkpoint", (CoordinatorEffect)new RequestCheckpoint(new WriteCheckpoint(Run, Position)))
            : ("the best weights", new RequestBest(new KeepBest(Run, Position)));
        return new Decision(this with { AskedAt = now }, [request]).After(Warn(
            $"no word from slice 0, which writes {file} after step {Position.Step}, in {(now - AskedAt).TotalSeconds:0} s; it is asked again"));
    }

    private TimeSpan Patience(PassKind kind)
    {
        double typical = kind == PassKind.Gradient ? TypicalStep : TypicalEvaluation;
        return typical == 0 ? FirstPatience
            : TimeSpan.FromSeconds(Math.Max(LeastPatience.TotalSeconds, 3 * typical));
    }

    private CoordinatorState WithCounts(SliceCounts counted, TimeSpan now)
    {
        PassInHand pass = InHand!;
        CoordinatorState state = this with { InHand = pass with { Counted = counted } };
        if (!pass.IsAtLeastHalf && state.InHand!.IsAtLeastHalf)
        {
            double seconds = Math.Max(double.Epsilon, (now - pass.StartedAt).TotalSeconds);
            return pass.Pass.Kind == PassKind.Gradient
                ? state with { TypicalStep = Typical(TypicalStep, seconds) }
                : state with { TypicalEvaluation = Typical(TypicalEvaluation, seconds) };
        }

        return state;
    }

    // Down at once and up in small steps: passes that waited for somebody late must not make the run more patient, or where much goes
    // wrong every wait would lengthen the next.
    private static double Typical(double typical, double seconds) =>
        typical == 0 || seconds < typical ? seconds : Math.Min(seconds, 1.05 * typical);
}
