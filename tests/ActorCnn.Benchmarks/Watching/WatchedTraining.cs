using System.Diagnostics;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Control;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Benchmarks.Watching;

/// <summary>
/// One training that goes on and on, and a dashboard that is there by turns: two trainings would differ by more than the dashboard costs.
/// </summary>
internal sealed class WatchedTraining : IRunObserver, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ToSettle = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource _stop = new();
    private readonly DashboardServer _dashboard;
    private readonly OpenTime _openTime;
    private readonly WatcherProcess _watcher;
    private readonly Task<TrainingResult> _training;
    private TaskCompletionSource<Mark>? _asked;
    private volatile bool _isTold = true;
    private long _steps;

    private WatchedTraining(DashboardServer dashboard, OpenTime openTime, TrainingJob job)
    {
        (_dashboard, _openTime) = (dashboard, openTime);
        _watcher = new WatcherProcess(dashboard.Url);
        _training = TrainingSession.RunAsync(job with { Observers = [.. job.Observers, this] }, stop: _stop.Token);
    }

    /// <summary>Starts it on the experiment of config/fashion-mnist.yaml, on made images of the same size where its data are not there.</summary>
    public static async Task<WatchedTraining> StartAsync()
    {
        ConfigurationFile file = ConfigurationFile.Load(
            "config/fashion-mnist.yaml", ["training.epochs=1000000", "training.evaluate-every=1000000"]);
        DataSplit data = LoadData(file.Configuration);
        TrainingJob job = TrainingJob.Of(file, data);
        RunControl control = new();
        DashboardSubject subject = new()
        {
            Name = file.Configuration.Name,
            Epochs = file.Configuration.Training.Epochs,
            Network = job.Network,
            Test = data.Test,
            Weights = control.CopyWeights,
            Control = control,
        };
        job = job with
        {
            Schedule = job.Schedule with { Checkpoints = new CheckpointSettings { EverySteps = 0, EverySeconds = 0 } },
            Control = control,
            Observers = [control],
        };
        OpenTime openTime = new();
        DashboardServer dashboard = await DashboardServer.StartAsync(subject, new DashboardAddress(DashboardAddress.Loopback, 0), openTime)
            .ConfigureAwait(false);
        return new WatchedTraining(dashboard, openTime, job);
    }

    /// <summary>Trains for a while.</summary>
    /// <param name="isOpen">Whether a page of the dashboard is open; else it is told nothing, and only listens.</param>
    /// <param name="seconds">The least time that is counted, from the end of one step to that of another.</param>
    public Stretch Measure(bool isOpen, double seconds)
    {
        _isTold = isOpen;
        if (isOpen)
        {
            _openTime.Start();
            _watcher.Open();
        }

        Thread.Sleep(ToSettle);
        (Dictionary<string, ThreadTimes> threads, Mark start) = (ThreadTimes.Read(), NextStep());
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        Mark end = NextStep();
        ThreadTimes taken = ThreadTimes.Since(threads);
        if (isOpen)
        {
            _watcher.Close();
            _openTime.Stop();
        }

        return new Stretch(end.Step - start.Step, Stopwatch.GetElapsedTime(start.Time, end.Time).TotalSeconds, taken);
    }

    /// <summary>Ends the watcher.</summary>
    /// <returns>What it was given.</returns>
    public string EndWatcher() => _watcher.End();

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        if (_isTold)
        {
            _dashboard.OnEvent(happened);
        }

        if (happened is StepCompleted)
        {
            _steps++;
            if (Volatile.Read(ref _asked) is not null)
            {
                Interlocked.Exchange(ref _asked, null)?.SetResult(new Mark(_steps, Stopwatch.GetTimestamp()));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _training.ConfigureAwait(false);
        _watcher.Dispose();
        await _dashboard.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private static DataSplit LoadData(RunConfiguration configuration)
    {
        try
        {
            return configuration.Data.Load(configuration.Seed);
        }
        catch (InvalidInputException exception)
        {
            Console.Error.WriteLine($"made images take the place of the data: {exception.Message}");
            return ConfigurationFile.Parse(
                """
                data: { source: bands, height: 28, width: 28, classes: 10, train-samples: 60000, test-samples: 10000 }
                network: [{ type: flatten }, { type: dense, units: 10 }]
                """, "made images", []).Configuration.Data.Load(configuration.Seed);
        }
    }

    private Mark NextStep()
    {
        TaskCompletionSource<Mark> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _asked, asked);
        return asked.Task.WaitAsync(Patience).GetAwaiter().GetResult();
    }

    private readonly record struct Mark(long Step, long Time);
}
