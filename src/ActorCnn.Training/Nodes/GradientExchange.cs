using System.Collections.Concurrent;
using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Nodes;

/// <summary>
/// Where gradients wait while the messages that name them travel, so that no message holds a tensor. Inside one process the buffer itself
/// is handed over: nothing is copied. Every slice of the parameters takes it once and gives it back once. Buffers are lent from a pool
/// and come back to it. Safe from any thread.
/// </summary>
/// <param name="length">Numbers in a gradient.</param>
/// <param name="slices">How many take each gradient.</param>
public sealed class GradientExchange(int length, int slices = 1)
{
    private readonly ConcurrentBag<GradientBuffer> _pool = [];
    private readonly ConcurrentDictionary<ParameterSlice, ConcurrentBag<GradientBuffer>> _slicePools = new();
    private readonly ConcurrentDictionary<Name, GradientBuffer> _waiting = new();
    private readonly ConcurrentDictionary<int, Action<GradientComputed>> _arrivals = new();
    private int _created;

    /// <summary>Buffers that were ever taken from memory: it stops growing after the first steps.</summary>
    public int BuffersCreated => _created;

    /// <summary>Gradients that wait, each counted once a slice.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Lends a buffer with any content.</summary>
    public GradientBuffer Rent()
    {
        if (!_pool.TryTake(out GradientBuffer? buffer))
        {
            Interlocked.Increment(ref _created);
            buffer = new GradientBuffer(length);
        }

        buffer.Users = 1;
        return buffer;
    }

    /// <summary>Lends a buffer of one slice's length: for a gradient that comes from another process.</summary>
    public GradientBuffer Rent(ParameterSlice slice)
    {
        if (!PoolOf(slice).TryTake(out GradientBuffer? buffer))
        {
            Interlocked.Increment(ref _created);
            buffer = new GradientBuffer(slice.Length, slice);
        }

        buffer.Users = 1;
        return buffer;
    }

    /// <summary>Gives a buffer back; it is lent again once everyone who took it has.</summary>
    public void Return(GradientBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (Interlocked.Decrement(ref buffer.Users) == 0)
        {
            (buffer.Slice is { } slice ? PoolOf(slice) : _pool).Add(buffer);
        }
    }

    /// <summary>
    /// Lays a gradient down for the slices, each of which gets the message. One of the same name that waits already has the same bits and
    /// stays.
    /// </summary>
    public void Put(GradientComputed gradient, GradientBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(buffer);
        buffer.Users = slices;
        for (int slice = 0; slice < slices; slice++)
        {
            Put(NameOf(gradient, slice), buffer);
        }
    }

    /// <summary>
    /// Lays down a slice's part of a gradient that came from another process, and tells the slice of it: no message that travels by another
    /// way has to be waited for.
    /// </summary>
    /// <param name="gradient">What it is.</param>
    /// <param name="buffer">A buffer of a slice.</param>
    public void Arrive(GradientComputed gradient, GradientBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        int slice = buffer.Slice!.Value.Index;
        Put(NameOf(gradient, slice), buffer);
        if (_arrivals.TryGetValue(slice, out Action<GradientComputed>? tell))
        {
            tell(gradient);
        }
    }

    /// <summary>Names who is told of a slice's gradients that come from another process, from now on.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="tell">Is quick; called on any thread.</param>
    public void OnArrival(int slice, Action<GradientComputed> tell) => _arrivals[slice] = tell;

    /// <summary>Throws away what waits for passes before a step: whoever should have named it is gone.</summary>
    /// <param name="step">The step.</param>
    public void DiscardBefore(long step)
    {
        foreach (Name name in _waiting.Keys)
        {
            if (name.Pass.Step < step && _waiting.TryRemove(name, out GradientBuffer? buffer))
            {
                Return(buffer);
            }
        }
    }

    /// <summary>Takes the gradient that a message names for a slice; give it back with <see cref="Return"/>.</summary>
    /// <returns>Null when it is not here: it came twice under one name.</returns>
    public GradientBuffer? Take(GradientComputed gradient, int slice) =>
        _waiting.TryRemove(NameOf(gradient, slice), out GradientBuffer? buffer) ? buffer : null;

    /// <summary>Takes a gradient away that nobody is told of.</summary>
    public void Discard(GradientComputed gradient)
    {
        for (int slice = 0; slice < slices; slice++)
        {
            if (Take(gradient, slice) is { } buffer)
            {
                Return(buffer);
            }
        }
    }

    private void Put(Name name, GradientBuffer buffer)
    {
        if (!_waiting.TryAdd(name, buffer))
        {
            Return(buffer);
        }
    }

    private ConcurrentBag<GradientBuffer> PoolOf(ParameterSlice slice) => _slicePools.GetOrAdd(slice, _ => []);

    private static Name NameOf(GradientComputed gradient, int slice)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        return new Name(gradient.Pass, gradient.Range, gradient.Attempt, slice);
    }

    // What a gradient is known by: each slice takes it under a name of its own.
    private readonly record struct Name(Pass Pass, ShardRange Range, int Attempt, int Slice);
}

/// <summary>A gradient's memory, lent by a <see cref="GradientExchange"/>.</summary>
public sealed class GradientBuffer
{
    // How many slices have it or are still to take it.
    internal int Users;
    internal GradientBuffer(int length, ParameterSlice? slice = null) => (Numbers, Slice) = (new AlignedBuffer(length), slice);

    /// <summary>The numbers and their memory.</summary>
    public AlignedBuffer Numbers { get; }

    /// <summary>The slice that it is for; null when it holds all of a gradient.</summary>
    public ParameterSlice? Slice { get; }

    /// <summary>The numbers, in the order of the network's parameters.</summary>
    public Span<float> Span => Numbers.Span;

    /// <summary>The numbers of a slice; of a buffer that holds one slice it must be that.</summary>
    public Span<float> Of(ParameterSlice slice) => Slice is null ? slice.Of(Span) : Span;
}
