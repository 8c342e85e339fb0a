using System.Collections.Concurrent;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Cluster.Nodes;

/// <summary>
/// The bulk side of a process that holds slices of the parameters: lays gradients of other nodes down in the exchange, which
/// tells the slice of them, and gives the weights away.
/// </summary>
/// <remarks>
/// Weights are copied once a step and slice, however many nodes ask. Nodes ask for a version while the step before it is still computed, and
/// have it as soon as the update is made. One that asks later may get a newer version, or half of it, which does no harm: then the older
/// step is over, and nothing that is computed for it counts.
/// </remarks>
internal sealed class SliceTensors(string run, RunSchedule schedule, GradientExchange exchange) : IGradientSink, IWeightsSource
{
    private readonly RunKey _run = RunKey.Of(run);
    private readonly ConcurrentDictionary<AlignedBuffer, GradientBuffer> _lent = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<int, Copies> _slices = new();
    private long _newest;

    /// <summary>The tensors of all slices, in the coordinator's process.</summary>
    public static SliceTensors Of(RunMemory memory)
    {
        SliceTensors all = new(memory.Run, memory.Job.Schedule, memory.Exchange);
        foreach (ParameterSlice slice in memory.Slices)
        {
            all.Add(slice, memory.Store, memory.Job.Position.Step);
        }

        return all;
    }

    /// <summary>Serves a slice from now on.</summary>
    /// <param name="slice">The slice as it lies in the weights.</param>
    /// <param name="store">The weights.</param>
    /// <param name="version">The number of updates in them.</param>
    public void Add(ParameterSlice slice, ParameterStore store, long version)
    {
        Copies copies = new(store, slice, version);
        _slices[slice.Index] = copies;
        store.Applied += (applied, step) =>
        {
            if (applied.Index == slice.Index)
            {
                copies.Publish(step);
            }
        };
    }

    public AlignedBuffer Rent(GradientKey gradient, int length)
    {
        ParameterSlice slice = Of(gradient.Run, gradient.Slice).Slice;
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
            exchange.DiscardBefore(gradient.Step);
        }

        GradientBuffer buffer = exchange.Rent(slice);
        _lent[buffer.Numbers] = buffer;
        return buffer.Numbers;
    }

    public void Received(GradientKey gradient, ShardMetrics metrics, AlignedBuffer buffer)
    {
        if (_lent.TryRemove(buffer, out GradientBuffer? lent))
        {
            exchange.Arrive(new GradientComputed(schedule.GradientPass(run, gradient.Step), gradient.Range, gradient.Attempt, metrics), lent);
        }
    }

    public void Return(AlignedBuffer buffer)
    {
        if (_lent.TryRemove(buffer, out GradientBuffer? lent))
        {
            exchange.Return(lent);
        }
    }

    public ValueTask<WeightsLease> OpenAsync(WeightsKey weights, CancellationToken cancellationToken) =>
        Of(weights.Run, weights.Slice).OpenAsync(weights.Step, cancellationToken);

    private Copies Of(RunKey key, int slice) =>
        key != _run ? throw new BulkRefusedException("this is another run")
        : _slices.TryGetValue(slice, out Copies? copies) ? copies
        : throw new BulkRefusedException($"there is no slice {slice}");

    // The newest copy of a slice; an older one lives on while somebody still sends it, and then its memory is used again.
    private sealed class Copies(IWeights weights, ParameterSlice slice, long version)
    {
        private readonly Lock _lock = new();
        private readonly Stack<AlignedBuffer> _free = [];
        private readonly List<Request> _early = [];
        private long _version = version;
        private Copy? _newest;

        public ParameterSlice Slice => slice;

        public async ValueTask<WeightsLease> OpenAsync(long step, CancellationToken cancellationToken)
        {
            Request request;
            lock (_lock)
            {
                if (step <= _version)
                {
                    return Lend(step);
                }

                _early.Add(request = new Request(step));
            }

            using (cancellationToken.Register(() => GiveUp(request, cancellationToken)))
            {
                return await request.Answer.Task.ConfigureAwait(false);
            }
        }

        /// <summary>Who waits gets the version on this thread, which sends it: waking another would take longer than what it has to do.</summary>
        public void Publish(long step)
        {
            List<(Request Request, WeightsLease Lease)> ready = [];
            lock (_lock)
            {
                _version = step;
                for (int i = _early.Count - 1; i >= 0; i--)
                {
                    if (_early[i].Step <= step)
                    {
                        ready.Add((_early[i], Lend(step)));
                        _early.RemoveAt(i);
                    }
                }
            }

            foreach ((Request request, WeightsLease lease) in ready)
            {
                if (!request.Answer.TrySetResult(lease))
                {
                    lease.Dispose();
                }
            }
        }

        private void GiveUp(Request request, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                _early.Remove(request);
            }

            request.Answer.TrySetCanceled(cancellationToken);
        }

        private WeightsLease Lend(long step)
        {
            if (_newest is not null && step < _newest.Step)
            {
                throw new BulkRefusedException($"weights after step {step} are past");
            }

            if (_newest is null || step > _newest.Step)
            {
                Copy? old = _newest;
                _newest = new Copy(step, _free.TryPop(out AlignedBuffer? free) ? free : new AlignedBuffer(slice.Length));
                slice.Of(weights.Weights).CopyTo(_newest.Numbers.Span);
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

        private void Release(Copy? copy)
        {
            if (copy is not null && --copy.Users == 0)
            {
                _free.Push(copy.Numbers);
            }
        }
    }

    // For a version that is not there yet.
    private sealed class Request(long step)
    {
        public long Step => step;

        public TaskCompletionSource<WeightsLease> Answer { get; } = new();
    }

    private sealed class Copy(long step, AlignedBuffer numbers)
    {
        // The newest is held by its being the newest.
        public int Users = 1;

        public long Step => step;

        public AlignedBuffer Numbers => numbers;
    }
}
