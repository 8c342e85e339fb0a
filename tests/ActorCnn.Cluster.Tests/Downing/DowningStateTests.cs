using System.Collections.Immutable;
using ActorCnn.Cluster.Downing;
using Akka.Actor;
using Akka.Cluster;
using CsCheck;

namespace ActorCnn.Cluster.Tests.Downing;

/// <summary>
/// Who is removed, on a clock of the test's. Nodes are letters: capital ones have a vote, <c>A</c> has the lowest address, and a later one is
/// younger. A doubt <c>A-w</c> says that neither hears from the other; <c>A>w</c> that A does not hear from w.
/// </summary>
public sealed class DowningStateTests
{
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Long = StableAfter * (DowningState.QuarrelPatience + 1);

    [Theory]
    [InlineData("Avw", "A|vw", "A")] // One vote: its side goes on, with or without workers.
    [InlineData("Avw", "A|v|w", "A")]
    [InlineData("Avw", "Av|w", "Av")]
    [InlineData("ABw", "A|Bw", "A")] // Two: the lower address.
    [InlineData("BAw", "Aw|B", "Aw")]
    [InlineData("BAw", "A|Bw", "A")]
    [InlineData("ABC", "A|BC", "BC")] // Three and five: most.
    [InlineData("ABCvw", "AB|Cvw", "AB")]
    [InlineData("ABCvw", "Avw|BC", "BC")]
    [InlineData("ABCDE", "AB|CDE", "CDE")]
    [InlineData("ABCDEw", "CDE|AB|w", "CDE")]
    [InlineData("ABC", "A|B|C", "")] // None has the majority: all stop.
    [InlineData("vw", "v|w", "")]
    public void Should_go_on_where_most_of_the_votes_are_when_the_cluster_is_cut(string nodes, string sides, string goesOn)
    {
        Network network = new(nodes);
        string[] parts = sides.Split('|');
        network.Cut(parts);
        network.Wait(StableAfter);
        foreach (string part in parts)
        {
            // A side that goes on removes all others; a side that does not, itself.
            string expected = part == goesOn ? Sorted(nodes.Except(part)) : Sorted(part);
            Assert.Equal(expected, Sorted(part.SelectMany(network.DownedBy)));
        }
    }

    [Theory]
    [InlineData("Aw", "A-v")]
    [InlineData("Avw", "A-v")]
    [InlineData("ABCw", "A-w")]
    [InlineData("ABCw", "A-w B-w")]
    [InlineData("ABvw", "v-w")]
    [InlineData("ABC", "A-B")]
    [InlineData("Avw", "A>v")]
    [InlineData("Avw", "v>A")]
    public void Should_remove_nobody_while_a_quarrel_may_settle(string nodes, string quarrels)
    {
        Network network = new(nodes);
        network.Quarrel(quarrels);
        network.Wait((DowningState.QuarrelPatience * StableAfter) - BetweenLooks);
        network.Quarrel("");
        network.Wait(Long);
        Assert.Equal("", network.Downed);
    }

    [Theory]
    [InlineData("Avw", "A-v", "v")] // The worker, never the only one that may coordinate.
    [InlineData("Avwx", "A-v A-w", "vw")]
    [InlineData("ABw", "A-w", "w")]
    [InlineData("ABw", "B-w", "w")]
    [InlineData("Avwx", "v-w", "w")] // Others: one of them, the youngest.
    [InlineData("ABw", "A-B", "B")] // As if they were cut: the higher address, though it is older and has the seat.
    [InlineData("BAw", "A-B", "B")]
    [InlineData("ABC", "A-B", "B")]
    [InlineData("CBA", "C-A", "A")]
    [InlineData("ABCw", "A-B A-C", "A")] // It quarrels with the majority.
    [InlineData("ABCDE", "B-C", "C")]
    [InlineData("Avw", "A>v", "v")]
    [InlineData("Avw", "v>A", "v")]
    [InlineData("ABw", "w>B", "w")]
    public void Should_remove_one_side_of_a_quarrel_that_lasts(string nodes, string quarrels, string downed)
    {
        Network network = new(nodes);
        network.Quarrel(quarrels);
        network.Wait(Long);
        Assert.Equal(downed, network.Downed);
    }

    [Theory]
    [InlineData("Avw", "A-v", "v")] // The worker that is older than the other, which hears everybody, stops itself alone.
    [InlineData("Avw", "A-w", "w")]
    [InlineData("Avw", "v>A", "v")]
    [InlineData("vAwxyz", "A-v A-w", "vw")]
    [InlineData("ABCvw", "A-B A-C", "A")] // The workers hear the majority.
    public void Should_remove_only_those_of_the_quarrel_when_they_take_it_for_a_cut(string nodes, string quarrels, string downed)
    {
        Network network = new(nodes) { TellsWhatWasSeen = false };
        network.Quarrel(quarrels);
        network.Wait(Long);
        Assert.Equal(downed, network.Downed);
    }

    [Fact]
    public void Should_remove_nobody_when_a_cut_ends_in_time()
    {
        Network network = new("ABCvw");
        network.Cut("A", "BCvw");
        network.Wait(StableAfter - BetweenLooks);
        network.Heal();
        network.Wait(Long);
        Assert.Equal("", network.Downed);
    }

    [Fact]
    public void Should_remove_nobody_when_the_connections_of_a_cut_come_back_one_after_the_other()
    {
        Network network = new("Avwx");
        network.Cut("A", "vwx");
        network.Wait(StableAfter - BetweenLooks);
        network.Heal();
        network.Quarrel("A-v A-w");
        network.Wait(StableAfter);
        network.Quarrel("A-v");
        network.Wait(2 * StableAfter);
        network.Quarrel("");
        network.Wait(Long);
        Assert.Equal("", network.Downed);
    }

    [Fact]
    public void Should_decide_a_cut_when_a_quarrel_becomes_one()
    {
        Network network = new("ABCw");
        network.Quarrel("A-B A-C");
        network.Wait(StableAfter);
        network.Cut("A", "BCw");
        network.Wait(2 * StableAfter);
        Assert.Equal("A", Sorted(network.DownedBy('A')));
        Assert.Equal("A", Sorted("BCw".SelectMany(network.DownedBy)));
    }

    [Fact]
    public void Should_wait_anew_when_somebody_else_is_in_doubt()
    {
        Network network = new("ABCw");
        network.Cut("ABw", "C");
        network.Wait(StableAfter - BetweenLooks);
        network.Cut("AB", "C", "w");
        network.Wait(StableAfter - BetweenLooks);
        Assert.Empty(network.DownedBy('A'));
        network.Wait(BetweenLooks);
        Assert.Equal("Cw", Sorted(network.DownedBy('A')));
    }

    [Fact]
    public void Should_count_a_vote_that_the_other_side_may_have_gained_or_this_one_lost()
    {
        Network joining = new("AB") { Standings = { ['B'] = Standing.Joining } };
        joining.Cut("A", "B");
        joining.Wait(StableAfter);
        Assert.Equal("B", Sorted(joining.DownedBy('A')));

        // Of three that vote, two here, one there: but one of the two leaves, and may be gone already there.
        Network leaving = new("ABC") { Standings = { ['B'] = Standing.Leaving } };
        leaving.Cut("BC", "A");
        leaving.Wait(StableAfter);
        Assert.Equal("BC", Sorted(leaving.DownedBy('B')));
    }

    [Fact]
    public void Should_remove_nobody_who_is_being_removed_already()
    {
        Network network = new("ABCw") { Standings = { ['C'] = Standing.Gone } };
        network.Cut("ABw", "C");
        network.Wait(Long);
        Assert.Equal("", network.Downed);
    }

    [Fact]
    public void Should_never_leave_two_sides_that_go_on() => Gen.Select(Gen.Int[1, 5], Gen.Int[0, 4], Gen.Int[0, int.MaxValue]).Sample((votes, workers, seed) =>
    {
        string nodes = "ABCDE"[..votes] + "wxyz"[..workers];
        Random random = new(seed);
        string[] sides = [.. nodes.GroupBy(_ => random.Next(3)).Select(side => new string([.. side]))];
        char[] ages = nodes.ToCharArray();
        random.Shuffle(ages);
        Network network = new(new string(ages));
        network.Quarrel(nodes.Length > 2 ? $"{nodes[random.Next(nodes.Length)]}-{nodes[random.Next(nodes.Length)]}" : "");
        network.Wait(TimeSpan.FromSeconds(random.Next(20)));
        if (network.Downed.Length == 0)
        {
            network.Cut(sides);
            network.Wait(Long);
            int[] goOn = [.. sides.Select(side => side.Any(node => side.SelectMany(network.DownedBy).Contains(node)) ? 0 : 1)];
            Assert.True(goOn.Sum() <= 1, $"{string.Join(" | ", sides)}");
        }
    });

    [Fact]
    public void Should_never_stop_the_majority_for_a_worker() => Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], Gen.Int[0, int.MaxValue], Gen.Bool).Sample((votes, workers, seed, tells) =>
    {
        string voters = "ABCDE"[..votes];
        Random random = new(seed);
        char[] ages = (voters + "vwxyz"[..workers]).ToCharArray();
        random.Shuffle(ages);
        Network network = new(new string(ages)) { TellsWhatWasSeen = tells };
        string quarrels = string.Join(
            ' ', // At most one that only one end knows of: such are rare, and several may reset each other's waits.
            Enumerable.Range(0, random.Next(1, 6)).Select(
                index => $"{"vwxyz"[random.Next(workers)]}{(index == 0 ? "->"[random.Next(2)] : '-')}{ages[random.Next(ages.Length)]}"));
        network.Quarrel(quarrels);
        network.Wait(2 * Long);
        Assert.False(network.Downed.Any(voters.Contains), $"{new string(ages)}: {quarrels} removed {network.Downed}");
    });

    [Fact]
    public void Should_never_remove_a_worker_that_hears_everybody() => Gen.Select(Gen.Int[1, 5], Gen.Int[2, 5], Gen.Int[0, int.MaxValue], Gen.Bool).Sample((votes, workers, seed, tells) =>
    {
        string nodes = "ABCDE"[..votes] + "vwxyz"[..workers];
        Random random = new(seed);
        char[] ages = nodes.ToCharArray();
        random.Shuffle(ages);
        string quarrelling = nodes[..^1];
        string pairs = string.Join(
            ' ', Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"{quarrelling[random.Next(quarrelling.Length)]}-{quarrelling[random.Next(quarrelling.Length)]}"));
        Network network = new(new string(ages)) { TellsWhatWasSeen = tells };
        network.Quarrel(pairs);
        network.Wait(2 * Long);
        Assert.False(network.Downed.Contains(nodes[^1], StringComparison.Ordinal), $"{new string(ages)}: {pairs}");
    });

    private static string Sorted(IEnumerable<char> nodes) => new([.. nodes.Distinct().Order()]);

    /// <summary>
    /// Nodes that each see what the network lets them, and do not hear of what others decided, but that one which stops says nothing any more. Of a node that it does not hear from itself
    /// none knows what it has seen, unless others tell.
    /// </summary>
    private sealed class Network(string oldestFirst)
    {
        private readonly Dictionary<char, DowningState> _states = oldestFirst.ToDictionary(node => node, _ => new DowningState(StableAfter));
        private readonly Dictionary<char, HashSet<char>> _downed = oldestFirst.ToDictionary(node => node, _ => new HashSet<char>());
        private HashSet<(char One, char Other)> _doubts = [];
        private string[] _sides = [oldestFirst];
        private TimeSpan _now;

        public Dictionary<char, Standing> Standings { get; } = [];

        public bool TellsWhatWasSeen { get; init; } = true;

        public string Downed => Sorted(_downed.Values.SelectMany(nodes => nodes));

        public HashSet<char> DownedBy(char node) => _downed[node];

        public void Cut(params string[] sides)
        {
            _sides = sides;
            _doubts = [.. sides.SelectMany(side => side.SelectMany(one => oldestFirst.Except(side).Select(other => (one, other))))];
        }

        public void Heal() => Cut(oldestFirst);

        public void Quarrel(string pairs) => _doubts =
        [
            .. pairs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(pair => pair[0] != pair[2]).SelectMany(
                pair => pair[1] == '>' ? [(pair[0], pair[2])] : ((char, char)[])[(pair[0], pair[2]), (pair[2], pair[0])]),
        ];

        public void Wait(TimeSpan time)
        {
            for (TimeSpan end = _now + time; _now <= end; _now += BetweenLooks)
            {
                foreach (char node in oldestFirst)
                {
                    Sight sight = SightOf(node);
                    (_states[node], ImmutableArray<UniqueAddress> downed) = _states[node].Observe(sight, _now);
                    _downed[node].UnionWith(downed.Select(address => (char)address.Address.Port!.Value));
                    foreach (char other in TellsWhatWasSeen ? oldestFirst.Where(other => Hears(other, node)) : [])
                    {
                        _states[other] = _states[other].Hear(sight.SeenInDoubt, _now);
                    }
                }
            }
        }

        private bool Hears(char one, char other) => _sides.Any(side => side.Contains(one) && side.Contains(other)) && !_doubts.Contains((one, other));

        private bool HasStopped(char node) => _downed[node].Contains(node);

        private Sight SightOf(char self)
        {
            string side = _sides.Single(side => side.Contains(self));
            return new Sight(
                AddressOf(self),
                [.. oldestFirst.Select(node => new Peer(AddressOf(node), char.IsUpper(node), Standings.GetValueOrDefault(node, Standing.Up)))],
                [.. _doubts.Where(doubt => side.Contains(doubt.One) && !HasStopped(doubt.One) && doubt.Other != self).Select(doubt => AddressOf(doubt.Other))],
                [.. _doubts.Where(doubt => doubt.One == self).Select(doubt => AddressOf(doubt.Other))],
                [.. oldestFirst.Where(node => Hears(self, node)).Select(AddressOf)]);
        }

        private static UniqueAddress AddressOf(char node) => new(new Address("akka.tcp", "actorcnn", "10.0.0.1", node), 1);
    }
}
