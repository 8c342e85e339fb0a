using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Dispatch;

namespace ActorCnn.Training.Dispatching;

/// <summary>
/// A thread of <see cref="TrainingThreads"/>: first whatever the deciding actors have to do, then what its own worker has to compute.
/// Without work it spins for a moment, since the next step is near, and then sleeps.
/// </summary>
internal sealed class TrainingThread
{
    private static readonly TimeSpan SpinFor = TimeSpan.FromMicroseconds(100);

    [ThreadStatic]
    private static TrainingThread? _current;

    private readonly ConcurrentQueue<IRunnable> _own = new();
    private readonly object _sleepLock = new();
    private volatile bool _isStopping;
    private int _isAsleep;

    public TrainingThread(TrainingThreads pool, string name)
    {
        Pool = pool;
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>The one that runs this code; null on any other thread.</summary>
    public static TrainingThread? Current => _current;

    /// <summary>Where it belongs.</summary>
    public TrainingThreads Pool { get; }

    /// <summary>Gives its own worker something to do.</summary>
    public void Enqueue(IRunnable run)
    {
        _own.Enqueue(run);
        if (_current != this)
        {
            Wake();
        }
    }

    /// <summary>Wakes it. False when it was not asleep.</summary>
    public bool Wake()
    {
        // What was put into a queue before must be seen by a thread that looks once more before it falls asleep.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isAsleep) == 0 || Interlocked.Exchange(ref _isAsleep, 0) == 0)
        {
            return false;
        }

        lock (_sleepLock)
        {
            Monitor.Pulse(_sleepLock);
        }

        return true;
    }

    /// <summary>Ends it once it has nothing left to do.</summary>
    public void Stop()
    {
        _isStopping = true;
        Wake();
    }

    private bool HasWork => Pool.HasControl || !_own.IsEmpty;

    private void Run()
    {
        _current = this;
        while (true)
        {
            if (Pool.RunOneControl())
            {
                continue;
            }

            if (_own.TryDequeue(out IRunnable? run))
            {
                run.Run();
            }
            else if (_isStopping)
            {
                return;
            }
            else if (!Pool.HasProcessorsToSpare || !Spin())
            {
                Sleep();
            }
        }
    }

    private bool Spin()
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            for (int i = 0; i < 8; i++)
            {
                if (HasWork)
                {
                    return true;
                }

                Thread.SpinWait(10);
            }
        }
        while (Stopwatch.GetElapsedTime(start) < SpinFor);

        return false;
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref _isAsleep, 1);
        if (HasWork || _isStopping)
        {
            Volatile.Write(ref _isAsleep, 0);
            return;
        }

        lock (_sleepLock)
        {
            while (Volatile.Read(ref _isAsleep) == 1)
            {
                Monitor.Wait(_sleepLock);
            }
        }
    }
}
