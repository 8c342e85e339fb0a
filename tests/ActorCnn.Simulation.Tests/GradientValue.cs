using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Simulation.Tests;

/// <summary>
/// Stands in for tensors: a number in which every shard, every weight it was computed with and the order of every addition leave a trace.
/// Two runs with the same number have added the same things along the same tree.
/// </summary>
internal static class GradientValue
{
    /// <summary>A slice's weights before the first step.</summary>
    public static ulong Initial(int slice) => 0x9E3779B97F4A7C15 + (ulong)slice;

    /// <summary>The gradient of one shard with the weights of a version.</summary>
    public static ulong OfShard(Pass pass, int shard, ulong weights) => Mix(Mix((ulong)pass.Step, (ulong)shard), weights);

    /// <summary>The gradient of an aligned range, summed along the fixed tree.</summary>
    public static ulong OfRange(Pass pass, ShardRange range, int shards, ulong weights)
    {
        if (range.Level == 0)
        {
            return OfShard(pass, range.First, weights);
        }

        ulong left = OfRange(pass, range.Left, shards, weights);
        return range.Right.Count(shards) == 0 ? left : Sum(left, OfRange(pass, range.Right, shards, weights));
    }

    /// <summary>The sum of two halves; another order gives another number, as it does with floating point.</summary>
    public static ulong Sum(ulong left, ulong right) => Mix(left, ~right);

    /// <summary>The weights after an update.</summary>
    public static ulong Update(ulong weights, ulong gradient) => Mix(weights ^ 0x5851F42D4C957F2D, gradient);

    // One round of splitmix64 over both.
    private static ulong Mix(ulong a, ulong b)
    {
        ulong z = (a * 0x9E3779B97F4A7C15) + b + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
