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
    [InlineData("ABw", "B>w", "w")]
    [InlineData("Avw", "v>w", "w")]
    [InlineData("Avw", "w>v", "w")]
    [InlineData("ABC", "B>C", "C")]
    [InlineData("ABC", "C>B", "C")]
    [InlineData("BAw", "A>B", "B")]
    [InlineData("ABC", "C>A", "C")]
    [InlineData("ABvw", "w>B v>A", "vw")] // Each known to one end alone.
    [InlineData("ABCvwx", "v>A v>C w>B B>x C>x", "vwx")]
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
        network.Wait((2 * StableAfter) - (2 * BetweenLooks));
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
    public void Should_count_the_time_of_each_quarrel_by_itself()
    {
        Network network = new("ABvw");
        for (int turn = 0; turn <= DowningState.QuarrelPatience; turn++)
        {
            Assert.Equal("", network.Downed);
            network.Quarrel(turn % 2 == 0 ? "w>B v>A" : "w>B");
            network.Wait(StableAfter - BetweenLooks);
        }

        Assert.Equal("w", network.Downed);
    }

    [Fact]
    public void Should_remove_nobody_for_quarrels_that_follow_each_other()
    {
        Network network = new("ABvw");
        foreach (string quarrels in (string[])["v>B", "v>B w>B", "w>B", "v>B w>B", "v>B", "v>B w>B"])
        {
            network.Quarrel(quarrels);
            network.Wait(StableAfter - BetweenLooks);
        }

        // B is in doubt all the time, but none of the two has doubted it for long.
        Assert.Equal("", network.Downed);
    }

    [Fact]
    public void Should_never_remove_one_with_a_vote_for_a_worker() => AnyNodes.Sample((votes, workers, seed, tells) =>
    {
        Scenario scenario = new(votes, workers + 1, seed, tells);
        scenario.AddQuarrels(scenario.Workers, scenario.Nodes);
        if (scenario.Random.Next(2) == 0)
        {
            scenario.AddCut(noticedWithin: 3);
        }

        scenario.Play();
        foreach (string side in scenario.Sides)
        {
            string gone = scenario.GoneFor(side);
            if (scenario.HasMajority(side))
            {
                Assert.False(side.Intersect(scenario.Voters).Intersect(gone).Any(), $"{scenario}: {side} lost {gone}");
                Assert.True(scenario.Lasting(side).All(doubt => gone.Contains(doubt.One) || gone.Contains(doubt.Other)), $"{scenario}: {side} lost only {gone}");
            }
            else
            {
                Assert.True(side.All(gone.Contains), $"{scenario}: {side} lost only {gone}");
            }
        }
    });

    [Fact]
    public void Should_end_all_quarrels_and_keep_one_with_a_vote() => AnyNodes.Sample((votes, workers, seed, _) =>
    {
        Scenario scenario = new(votes, workers + 1, seed, tells: true);
        char inTouchWithAll = scenario.Workers[0];
        string others = scenario.Nodes.Replace($"{inTouchWithAll}", "", StringComparison.Ordinal);
        scenario.AddQuarrels(others, others);
        scenario.Play();
        string gone = scenario.GoneFor(scenario.Nodes);
        Assert.True(scenario.Voters.Except(gone).Any(), $"{scenario}: nobody is left");
        Assert.False(gone.Contains(inTouchWithAll), $"{scenario}: {inTouchWithAll} is gone");
        Assert.True(scenario.Lasting(scenario.Nodes).All(doubt => gone.Contains(doubt.One) || gone.Contains(doubt.Other)), $"{scenario}: only {gone} is gone");
        Assert.True(gone.Intersect(scenario.Voters).All(scenario.HasQuarrelledWithVoter), $"{scenario}: {gone} is gone");
    });

    [Fact]
    public void Should_never_leave_two_sides_that_go_on() => AnyNodes.Sample((votes, workers, seed, tells) =>
    {
        Scenario scenario = new(votes, workers, seed, tells);
        scenario.AddQuarrels(scenario.Nodes, scenario.Nodes);
        scenario.AddCut(noticedWithin: 1);
        scenario.Play();
        string[] goOn = [.. scenario.Sides.Where(side => side.Intersect(scenario.Voters).Except(scenario.GoneFor(side)).Any())];
        Assert.True(goOn.Length <= 1, $"{scenario}: {string.Join(" and ", goOn)} go on");
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

    private static Gen<(int Votes, int Workers, int Seed, bool Tells)> AnyNodes => Gen.Select(Gen.Int[1, 5], Gen.Int[0, 4], Gen.Int[0, int.MaxValue], Gen.Bool);

    private static string Sorted(IEnumerable<char> nodes) => new([.. nodes.Distinct().Order()]);

    /// <summary>One node does not hear from another for a time, in seconds.</summary>
    private sealed record Doubt(char One, char Other, int From, int Until);

    /// <summary>Any number of quarrels that come and go, some to stay, some known to one end alone; and at some time a cut, perhaps.</summary>
    private sealed class Scenario
    {
        private const int Quiet = 40;
        private const int End = (2 * Quiet) + 80;
        private readonly List<Doubt> _doubts = [];
        private readonly Network _network;
        private int _cut = End;

        public Scenario(int votes, int workers, int seed, bool tells)
        {
            (Voters, Workers, Random) = ("ABCDE"[..votes], "vwxyz"[..workers], new Random(seed));
            char[] ages = (Voters + Workers).ToCharArray();
            Random.Shuffle(ages);
            Nodes = new string(ages);
            _network = new Network(Nodes) { TellsWhatWasSeen = tells };
            Sides = [Nodes];
        }

        public Random Random { get; }

        public string Voters { get; }

        public string Workers { get; }

        public string Nodes { get; }

        public string[] Sides { get; private set; }

        public void AddQuarrels(string ones, string others)
        {
            bool knowOnlyOnes = Random.Next(2) == 0;
            for (int count = ones.Length == 0 ? 0 : Random.Next(10); count > 0; count--)
            {
                (char one, char other) = (ones[Random.Next(ones.Length)], others[Random.Next(others.Length)]);
                int known = knowOnlyOnes ? 1 : Random.Next(1, 4);
                int from = Random.Next(Quiet);
                int until = Random.Next(2) == 0 ? int.MaxValue : from + Random.Next(1, Quiet);
                if (one != other && (known & 1) != 0)
                {
                    _doubts.Add(new Doubt(one, other, from, until));
                }

                if (one != other && (known & 2) != 0)
                {
                    _doubts.Add(new Doubt(other, one, from + Random.Next(6), until));
                }
            }
        }

        public void AddCut(int noticedWithin)
        {
            _cut = Random.Next(2 * Quiet);
            Sides = [.. Nodes.GroupBy(_ => Random.Next(3)).Select(side => new string([.. side]))];
            _noticed = [.. Sides.SelectMany(side => side.SelectMany(one => Nodes.Except(side).Select(other => new Doubt(one, other, Random.Next(noticedWithin), End))))];
        }

        public void Play()
        {
            bool isCut = false;
            for (int second = 0; second < End; second++)
            {
                // A cut in the moment in which somebody is removed is not a matter of quarrels: the one side knows of it, the other does not.
                if (!isCut && second >= _cut && _network.Agrees)
                {
                    isCut = true;
                    _network.Part(Sides);
                    _doubts.AddRange(_noticed.Select(doubt => doubt with { From = second + doubt.From, Until = int.MaxValue }));
                }

                _network.Doubt(_doubts.Where(doubt => doubt.From <= second && second < doubt.Until).Select(doubt => (doubt.One, doubt.Other)));
                _network.Wait(TimeSpan.Zero);
            }
        }

        public string GoneFor(string side) => Sorted(side.SelectMany(_network.GoneFor));

        public bool HasMajority(string side)
        {
            int here = side.Count(Voters.Contains);
            return 2 * here > Voters.Length || (2 * here == Voters.Length && side.Contains('A', StringComparison.Ordinal));
        }

        public IEnumerable<Doubt> Lasting(string side) => _doubts.Where(doubt => doubt.Until == int.MaxValue && side.Contains(doubt.One) && side.Contains(doubt.Other));

        public bool HasQuarrelledWithVoter(char node) =>
            _doubts.Any(doubt => (doubt.One == node && Voters.Contains(doubt.Other)) || (doubt.Other == node && Voters.Contains(doubt.One)));

        public override string ToString() => $"{Nodes}, {string.Join('|', Sides)} from {_cut}: {string.Join(' ', _doubts)}";

        private Doubt[] _noticed = [];
    }

    /// <summary>
    /// Nodes that each see what the network lets them. Who is removed goes from one node to the next in the time of a look, and who hears of its
    /// own end stops; what it doubted stays said, as it does in Akka while others quarrel. Of a node that it does not hear from itself none
    /// knows what it has seen, unless others tell.
    /// </summary>
    private sealed class Network(string oldestFirst)
    {
        private readonly Dictionary<char, DowningState> _states = oldestFirst.ToDictionary(node => node, _ => new DowningState(StableAfter));
        private readonly Dictionary<char, HashSet<char>> _downed = oldestFirst.ToDictionary(node => node, _ => new HashSet<char>());
        private Dictionary<char, ImmutableHashSet<char>> _gone = oldestFirst.ToDictionary(node => node, _ => ImmutableHashSet<char>.Empty);
        private HashSet<(char One, char Other)> _doubts = [];
        private string[] _sides = [oldestFirst];
        private TimeSpan _now;

        public Dictionary<char, Standing> Standings { get; } = [];

        public bool TellsWhatWasSeen { get; init; } = true;

        public string Downed => Sorted(_downed.Values.SelectMany(nodes => nodes));

        public HashSet<char> DownedBy(char node) => _downed[node];

        public ImmutableHashSet<char> GoneFor(char node) => _gone[node];

        public bool Agrees => oldestFirst.Where(node => !HasStopped(node)).Select(node => Sorted(_gone[node])).Distinct().Count() <= 1;

        public void Part(string[] sides) => _sides = sides;

        public void Doubt(IEnumerable<(char One, char Other)> doubts) => _doubts = [.. doubts];

        public void Cut(params string[] sides)
        {
            Part(sides);
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
                foreach (char node in oldestFirst.Where(node => !HasStopped(node)))
                {
                    Sight sight = SightOf(node);
                    (_states[node], ImmutableArray<UniqueAddress> downed) = _states[node].Observe(sight, _now);
                    _downed[node].UnionWith(downed.Select(address => (char)address.Address.Port!.Value));
                    foreach (char other in TellsWhatWasSeen ? oldestFirst.Where(other => Hears(other, node)) : [])
                    {
                        _states[other] = _states[other].Hear(sight.Self, sight.SeenInDoubt, _states[node].Lasting, _now);
                    }
                }

                _gone = oldestFirst.ToDictionary(
                    node => node,
                    node => _gone[node].Union(_downed[node]).Union(oldestFirst.Where(other => Hears(node, other)).SelectMany(other => _gone[other].Union(_downed[other]))));
            }
        }

        private bool Hears(char one, char other) => _sides.Any(side => side.Contains(one) && side.Contains(other)) && !_doubts.Contains((one, other));

        private bool HasStopped(char node) => _gone[node].Contains(node);

        private Sight SightOf(char self)
        {
            string side = _sides.Single(side => side.Contains(self));
            return new Sight(
                AddressOf(self),
                [.. oldestFirst.Select(node => new Peer(AddressOf(node), char.IsUpper(node), _gone[self].Contains(node) ? Standing.Gone : Standings.GetValueOrDefault(node, Standing.Up)))],
                [.. _doubts.Where(doubt => side.Contains(doubt.One) && doubt.Other != self).Select(doubt => AddressOf(doubt.Other))],
                [.. _doubts.Where(doubt => doubt.One == self).Select(doubt => AddressOf(doubt.Other))],
                [.. oldestFirst.Where(node => Hears(self, node)).Select(AddressOf)]);
        }

        private static UniqueAddress AddressOf(char node) => new(new Address("akka.tcp", "actorcnn", "10.0.0.1", node), 1);
    }
}
