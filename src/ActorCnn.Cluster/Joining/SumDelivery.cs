using System.Diagnostics;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Cluster.Joining;

/// <summary>Brings a node's sums to the slices of the parameters, trying again when a connection breaks. Safe from any thread.</summary>
/// <param name="entry">What the node knows of the run.</param>
/// <param name="isSpread">Whether nodes hold the slices.</param>
internal sealed class SumDelivery(RunEntry entry, bool isSpread)
{
    private const int Attempts = 3;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(200);

    // Where nodes hold the slices: time enough for the cluster to find that one of them is gone, which ends the run's actors.
    private static readonly TimeSpan HoldersMayTake = TimeSpan.FromSeconds(30);
    private readonly RunKey _run = RunKey.Of(entry.Run);
    private readonly bool _isHalf = entry.Replica.Schedule.Compression == GradientCompression.Float16;

    /// <summary>Brings each slice its part of a sum; when it returns, all have theirs.</summary>
    /// <param name="slices">Where the slices are, by their index.</param>
    /// <param name="gradient">What the sum is.</param>
    /// <param name="buffer">Its numbers; they must stay as they are until the call returns.</param>
    /// <exception cref="BulkRefusedException">It is not wanted.</exception>
    /// <exception cref="BulkException">Whether it arrived is not known.</exception>
    public async Task DeliverAsync(SliceAccess[] slices, GradientComputed gradient, GradientBuffer buffer) =>
        await Task.WhenAll(entry.Slices.Select(slice => DeliverAsync(slice, slices, gradient, buffer))).ConfigureAwait(false);

    private async Task DeliverAsync(ParameterSlice slice, SliceAccess[] slices, GradientComputed gradient, GradientBuffer buffer)
    {
        GradientKey key = new(_run, gradient.Pass.Step, gradient.Range, gradient.Attempt, slice.Index);
        Memory<float> numbers = buffer.Numbers.Memory.Slice(slice.First, slice.Length);
        long began = Stopwatch.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await slices[slice.Index].Tensors.PushGradientAsync(key, gradient.Metrics, numbers, _isHalf).ConfigureAwait(false);
                return;
            }
            catch (BulkException exception) when (exception is not BulkRefusedException
                && (attempt < Attempts || (isSpread && Stopwatch.GetElapsedTime(began) < HoldersMayTake)))
            {
                await Task.Delay(BetweenAttempts).ConfigureAwait(false);
            }
        }
    }
}
