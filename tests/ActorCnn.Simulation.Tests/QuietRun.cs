using ActorCnn.Training.Protocol;

namespace ActorCnn.Simulation.Tests;

/// <summary>The weights after each step when nothing goes wrong, worked out without any messages.</summary>
internal sealed class QuietRun(RunSchedule schedule, int slices)
{
    private readonly List<ulong>[] _weights =
        [.. Enumerable.Range(0, slices).Select(slice => new List<ulong> { GradientValue.Initial(slice) })];

    /// <summary>The weights of a slice after a number of steps.</summary>
    public ulong Weights(int slice, long step)
    {
        List<ulong> weights = _weights[slice];
        while (weights.Count <= step)
        {
            Pass pass = schedule.GradientPass("run", weights.Count - 1);
            int shards = schedule.PlanOf(pass).Shards;
            ulong gradient = GradientValue.OfRange(pass, schedule.PlanOf(pass).Root, shards, weights[^1]);
            weights.Add(GradientValue.Update(weights[^1], gradient));
        }

        return weights[(int)step];
    }
}
