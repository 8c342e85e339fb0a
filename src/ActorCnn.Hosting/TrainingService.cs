using ActorCnn.Formats;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Runs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorCnn.Hosting;

/// <summary>
/// Trains as a part of a host. All that was given is checked when the host starts, which then throws and leaves no trace. When the host
/// stops, the step in hand is finished and a checkpoint is written, within the host's shutdown timeout.
/// </summary>
internal sealed class TrainingService(
    TrainingOptions options,
    HostedTraining training,
    IEnumerable<IRunObserver> observers,
    IHostApplicationLifetime lifetime,
    ILogger<TrainingService> logger) : BackgroundService
{
    private TrainingRun? _run;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Reading the data takes its time.
            _run = await Task.Run(Prepare, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            training.Fail(exception);
            throw;
        }

        training.Directory = _run.Path;
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _run?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            training.End(await _run!.TrainAsync(
                Safetensors.Write, [new LogObserver(logger), .. observers], () => "the host", stoppingToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            training.Fail(exception);
            throw;
        }
        finally
        {
            // Another process may have the directory from now on.
            _run!.Dispose();
        }

        if (options.StopHostWhenDone)
        {
            lifetime.StopApplication();
        }
    }

    private TrainingRun Prepare()
    {
        TrainingRun run = RunPreparation.Prepare(options.ToRequest(), TimeProvider.System);
        options.OnPrepared?.Invoke(run);
        return run;
    }
}
