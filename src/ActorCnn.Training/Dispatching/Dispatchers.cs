using Akka.Configuration;
using Akka.Dispatch;

namespace ActorCnn.Training.Dispatching;

/// <summary>Makes a thread for each worker actor.</summary>
public sealed class WorkerDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => new WorkerDispatcher(this, TrainingThreads.Of(Prerequisites));

    private sealed class WorkerDispatcher(MessageDispatcherConfigurator configurator, TrainingThreads threads)
        : MessageDispatcher(configurator)
    {
        private readonly Lazy<TrainingThread> _thread = new(threads.Start);

        protected override void ExecuteTask(IRunnable run) => _thread.Value.Enqueue(run);

        protected override void Shutdown()
        {
            if (_thread.IsValueCreated)
            {
                threads.Stop(_thread.Value);
            }
        }
    }
}

/// <summary>
/// Runs the actors that decide on the worker threads, see <see cref="TrainingThreads"/>; on the thread pool while there are none.
/// </summary>
public sealed class ControlDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly ControlDispatcher _dispatcher;

    /// <summary>Called by Akka.</summary>
    public ControlDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) => _dispatcher = new ControlDispatcher(this, TrainingThreads.Of(prerequisites));

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _dispatcher;

    private sealed class ControlDispatcher(MessageDispatcherConfigurator configurator, TrainingThreads threads)
        : MessageDispatcher(configurator)
    {
        protected override void ExecuteTask(IRunnable run)
        {
            if (!threads.TryRunControl(run))
            {
                ThreadPool.UnsafeQueueUserWorkItem(static work => work.Run(), run, preferLocal: false);
            }
        }

        protected override void Shutdown()
        {
        }
    }
}

/// <summary>
/// Runs actors on a thread that looks for work every few milliseconds. Telling them something wakes nobody, so that it costs a training
/// thread next to nothing: for those who only listen.
/// </summary>
public sealed class ListenerDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly ListenerDispatcher _dispatcher;

    /// <summary>Called by Akka.</summary>
    public ListenerDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) => _dispatcher = new ListenerDispatcher(this);

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _dispatcher;

    private sealed class ListenerDispatcher(MessageDispatcherConfigurator configurator) : MessageDispatcher(configurator)
    {
        private readonly PeriodicThread _thread = new("actorcnn.listener", TimeSpan.FromMilliseconds(5));

        protected override void ExecuteTask(IRunnable run) => _thread.Enqueue(run);

        protected override void Shutdown() => _thread.Stop();
    }
}
