using System.Collections.Concurrent;
using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Nodes;

/// <summary>
/// Where gradients wait while the messages that name them travel, so that no message holds a tensor. Inside one process the buffer itself
/// is handed over: nothing is copied. Buffers are lent from a pool and come back to it. Safe from any thread.
/// </summary>
/// <param name="length">Numbers in a gradient.</param>
public sealed class GradientExchange(int length)
{
    private readonly ConcurrentBag<AlignedBuffer> _pool = [];
    private readonly ConcurrentDictionary<(Pass Pass, ShardRange Range, int Attempt), AlignedBuffer> _waiting = new();
    private int _created;

    /// <summary>Buffers that were ever taken from memory: it stops growing after the first steps.</summary>
    public int BuffersCreated => _created;

    /// <summary>Gradients that wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Lends a buffer with any content.</summary>
    public AlignedBuffer Rent()
    {
        if (_pool.TryTake(out AlignedBuffer? buffer))
        {
            return buffer;
        }

        Interlocked.Increment(ref _created);
        return new AlignedBuffer(length);
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(AlignedBuffer buffer) => _pool.Add(buffer);

    /// <summary>Lays a gradient down for whoever gets the message.</summary>
    public void Put(GradientComputed gradient, AlignedBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        AlignedBuffer? before = null;
        _waiting.AddOrUpdate(
            (gradient.Pass, gradient.Range, gradient.Attempt),
            buffer,
            (_, waiting) =>
            {
                before = waiting;
                return buffer;
            });
        if (before is not null)
        {
            Return(before);
        }
    }

    /// <summary>Takes the gradient that a message names; give it back with <see cref="Return"/>.</summary>
    /// <exception cref="InvalidOperationException">It is not here.</exception>
    public AlignedBuffer Take(GradientComputed gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        return _waiting.TryRemove((gradient.Pass, gradient.Range, gradient.Attempt), out AlignedBuffer? buffer)
            ? buffer
            : throw new InvalidOperationException(
                $"gradient exchange: {gradient.Pass}, {gradient.Range}, attempt {gradient.Attempt} is not here; expected one Put for each Take");
    }
}
