using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch;

namespace ActorCnn.Training.Dispatching;

/// <summary>
/// The threads that compute, one a worker actor, and the work of the actors that decide. Those run on the thread of whoever told them
/// something, as soon as it is done with what it does: a worker that has finished a range runs the node, the parameters and the
/// coordinator itself, and no other thread has to be woken. An idle thread helps when more than one of them has work. Every member is
/// safe from any thread.
/// </summary>
internal sealed class TrainingThreads
{
    private static readonly ConditionalWeakTable<ActorSystem, TrainingThreads> Pools = [];
    private readonly ConcurrentQueue<IRunnable> _control = new();
    private readonly Lock _lock = new();
    private TrainingThread[] _threads = [];

    /// <summary>The threads of an actor system.</summary>
    public static TrainingThreads Of(IDispatcherPrerequisites prerequisites) =>
        Pools.GetValue(prerequisites.Settings.System, _ => new TrainingThreads());

    /// <summary>True when there is a processor for every thread, so that one which waits may spin without taking it from another.</summary>
    public bool HasProcessorsToSpare => _threads.Length <= Environment.ProcessorCount;

    /// <summary>True when an actor that decides has something to do.</summary>
    public bool HasControl => !_control.IsEmpty;

    /// <summary>Starts a thread for a worker.</summary>
    public TrainingThread Start()
    {
        lock (_lock)
        {
            TrainingThread thread = new(this, $"actorcnn.worker-{_threads.Length}");
            _threads = [.. _threads, thread];
            return thread;
        }
    }

    /// <summary>Ends a thread once it has done what it was given.</summary>
    public void Stop(TrainingThread thread)
    {
        lock (_lock)
        {
            _threads = [.. _threads.Where(other => other != thread)];
        }

        thread.Stop();
        WakeOne(TrainingThread.Current);
    }

    /// <summary>Has an actor that decides run. False when there is no thread.</summary>
    public bool TryRunControl(IRunnable run)
    {
        if (_threads.Length == 0)
        {
            return false;
        }

        _control.Enqueue(run);
        TrainingThread? current = TrainingThread.Current;
        bool runsHere = current is not null && current.Pool == this;
        if (!runsHere || _control.Count > 1)
        {
            WakeOne(current);
        }

        return true;
    }

    /// <summary>Runs one actor that decides, if any has something to do.</summary>
    public bool RunOneControl()
    {
        if (!_control.TryDequeue(out IRunnable? run))
        {
            return false;
        }

        run.Run();
        return true;
    }

    private void WakeOne(TrainingThread? butNot)
    {
        foreach (TrainingThread thread in _threads)
        {
            if (thread != butNot && thread.Wake())
            {
                return;
            }
        }
    }
}
