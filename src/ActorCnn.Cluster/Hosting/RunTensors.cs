using System.Collections.Concurrent;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// The bulk side of the coordinator's process: lays gradients of other nodes down in the run's exchange, where the message that names them
/// finds them, and gives the weights away.
/// </summary>
/// <remarks>
/// Weights are copied once a step and slice, however many nodes ask. A node asks for a version when it was published, so that the store
/// holds that one or a newer one; a newer one, or half of it, does no harm: then the older step is over, and nothing that is computed for
/// it counts.
/// </remarks>
internal sealed class RunTensors(RunMemory memory) : IGradientSink, IWeightsSource
{
    private readonly RunKey _run = RunKey.Of(memory.Run);
    private readonly ConcurrentDictionary<AlignedBuffer, GradientBuffer> _lent = new(ReferenceEqualityComparer.Instance);
    private readonly Copies[] _copies = [.. memory.Slices.Select(slice => new Copies(memory.Store, slice))];
    private long _newest;

    public AlignedBuffer Rent(GradientKey gradient, int length)
    {
        ParameterSlice slice = SliceOf(gradient.Run, gradient.Slice);
        if (length != slice.Length)
        {
            throw new BulkRefusedException($"slice {slice.Index} has {slice.Length} numbers, not {length}");
        }

        long newest = Interlocked.Read(ref _newest);
        if (gradient.Step < newest)
        {
            throw new BulkRefusedException($"step {gradient.Step + 1} is over");
        }

        if (gradient.Step > newest && Interlocked.CompareExchange(ref _newest, gradient.Step, newest) == newest)
        {
            memory.Exchange.DiscardBefore(gradient.Step);
        }

        GradientBuffer buffer = memory.Exchange.Rent(slice);
        _lent[buffer.Numbers] = buffer;
        return buffer.Numbers;
    }

    public void Received(GradientKey gradient, AlignedBuffer buffer)
    {
        if (_lent.TryRemove(buffer, out GradientBuffer? lent))
        {
            Pass pass = memory.Job.Schedule.GradientPass(memory.Run, gradient.Step);
            memory.Exchange.Put(pass, gradient.Range, gradient.Attempt, lent);
        }
    }

    public void Return(AlignedBuffer buffer)
    {
        if (_lent.TryRemove(buffer, out GradientBuffer? lent))
        {
            memory.Exchange.Return(lent);
        }
    }

    public ValueTask<WeightsLease> OpenAsync(WeightsKey weights, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_copies[SliceOf(weights.Run, weights.Slice).Index].Open(weights.Step));

    private ParameterSlice SliceOf(RunKey run, int slice) =>
        run != _run ? throw new BulkRefusedException("this is another run")
        : slice < 0 || slice >= memory.Slices.Length ? throw new BulkRefusedException($"there is no slice {slice}")
        : memory.Slices[slice];

    // The newest copy of a slice; an older one lives on while somebody still sends it, and then its memory is used again.
    private sealed class Copies(ParameterStore store, ParameterSlice slice)
    {
        private readonly Lock _lock = new();
        private readonly Stack<AlignedBuffer> _free = [];
        private Copy? _newest;

        public WeightsLease Open(long step)
        {
            lock (_lock)
            {
                if (_newest is not null && step < _newest.Step)
                {
                    throw new BulkRefusedException($"weights after step {step} are past");
                }

                if (_newest is null || step > _newest.Step)
                {
                    Copy? old = _newest;
                    _newest = new Copy(step, _free.TryPop(out AlignedBuffer? free) ? free : new AlignedBuffer(slice.Length));
                    slice.Of(store.Weights).CopyTo(_newest.Numbers.Span);
                    Release(old);
                }

                Copy lent = _newest;
                lent.Users++;
                return new WeightsLease(lent.Numbers.Memory, () =>
                {
                    lock (_lock)
                    {
                        Release(lent);
                    }
                });
            }
        }

        private void Release(Copy? copy)
        {
            if (copy is not null && --copy.Users == 0)
            {
                _free.Push(copy.Numbers);
            }
        }
    }

    private sealed class Copy(long step, AlignedBuffer numbers)
    {
        // The newest is held by its being the newest.
        public int Users = 1;

        public long Step => step;

        public AlignedBuffer Numbers => numbers;
    }
}
