using System.Collections.Concurrent;
using Akka.Dispatch;

namespace ActorCnn.Training.Dispatching;

/// <summary>A thread that looks for work at intervals, so that whoever gives it some need not wake it. Safe from any thread.</summary>
internal sealed class PeriodicThread(string name, TimeSpan interval)
{
    private readonly ConcurrentQueue<IRunnable> _queue = new();
    private readonly Lock _lock = new();
    private volatile bool _isRunning;
    private volatile bool _isStopping;

    /// <summary>Gives it something to do.</summary>
    public void Enqueue(IRunnable run)
    {
        _queue.Enqueue(run);

        // Either this sees that the thread has ended, or the thread sees this before it ends.
        Interlocked.MemoryBarrier();
        if (!_isRunning)
        {
            Start();
        }
    }

    /// <summary>Ends it once it has done what it was given; it starts again with the next.</summary>
    public void Stop() => _isStopping = true;

    private void Start()
    {
        lock (_lock)
        {
            if (!_isRunning)
            {
                (_isRunning, _isStopping) = (true, false);
                new Thread(Run) { IsBackground = true, Name = name }.Start();
            }
        }
    }

    private void Run()
    {
        while (true)
        {
            while (_queue.TryDequeue(out IRunnable? run))
            {
                run.Run();
            }

            if (_isStopping)
            {
                lock (_lock)
                {
                    _isRunning = false;
                    Interlocked.MemoryBarrier();
                    if (_queue.IsEmpty)
                    {
                        return;
                    }

                    _isRunning = true;
                }
            }

            Thread.Sleep(interval);
        }
    }
}
