using ActorCnn.Hosting;
using ActorCnn.Networks;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorCnn.Examples.Tests;

public class EmbedInAHost
{
    private static readonly string Configuration = Path.Combine(AppContext.BaseDirectory, "stripes.yaml");

    [Fact]
    public async Task Should_train_as_long_as_the_host_runs_and_tell_observers_and_the_result()
    {
        using TemporaryFolder folder = new();
        EpochCounter epochs = new();

        RunResult result = await RunHostAsync(Configuration, folder["run"], epochs);

        Assert.Equal(RunOutcome.Completed, result.End.Outcome);
        Assert.Equal(8, epochs.Count);
        Assert.Equal(result.WeightsSha256, ModelFile.Load(folder["run"]).Metadata.WeightsSha256);
        Assert.InRange(result.Summary!.TestAccuracy!.Value, 0.9, 1);
    }

    [Fact]
    public async Task Should_stop_with_a_checkpoint_when_the_host_stops_and_go_on_when_it_starts_again()
    {
        using TemporaryFolder folder = new();
        TaskCompletionSource firstEpoch = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Far more epochs than the stop, which takes its time to arrive, lets happen.
        using (IHost host = Create(folder["run"], epochs: 100_000, happened =>
        {
            if (happened is EpochCompleted)
            {
                firstEpoch.TrySetResult();
            }
        }))
        {
            await host.StartAsync();
            await firstEpoch.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await host.StopAsync();
            RunResult stopped = await host.Services.GetRequiredService<HostedTraining>().Result;
            Assert.Equal(RunOutcome.Stopped, stopped.End.Outcome);
            Assert.StartsWith("stopped by the host after step", stopped.End.Reason, StringComparison.Ordinal);
        }

        int epochs = EpochsIn(folder["run"]) + 2;
        RunResult resumed = await RunToEndAsync(Create(folder["run"], epochs, _ => { }));
        RunResult never = await RunToEndAsync(Create(folder["other"], epochs, _ => { }));
        Assert.Equal(RunOutcome.Completed, resumed.End.Outcome);
        Assert.Equal(never.WeightsSha256, resumed.WeightsSha256);
    }

    [Fact]
    public async Task Should_not_start_with_a_mistake_and_leave_no_trace()
    {
        using TemporaryFolder folder = new();
        using IHost host = Create(folder["run"], epochs: 0, _ => { });
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(() => host.StartAsync());
        Assert.Contains("training.epochs", mistake.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Services.GetRequiredService<HostedTraining>().Result);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Should_refuse_a_second_run_in_one_host() => Assert.Throws<InvalidOperationException>(() => new ServiceCollection()
        .AddActorCnnTraining(training => training.ConfigurationFile = Configuration)
        .AddActorCnnTraining(training => training.ConfigurationFile = Configuration));

    // <host>
    private static async Task<RunResult> RunHostAsync(string configuration, string directory, EpochCounter epochs)
    {
        SwishLayer.Register();
        ConvSwishBlock.Register();
        StripesSource.Register();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services
            .AddSingleton<IRunObserver>(epochs)
            .AddActorCnnTraining(training =>
            {
                training.ConfigurationFile = configuration;
                training.Directory = directory;
                training.StopHostWhenDone = true;
            });
        IHost host = builder.Build();
        HostedTraining training = host.Services.GetRequiredService<HostedTraining>();
        await host.RunAsync();
        return await training.Result;
    }
    // </host>

    private static int EpochsIn(string directory)
    {
        using RunDirectory run = RunDirectory.Open(directory);
        return run.ReadMetrics()[^1].Epoch;
    }

    private static IHost Create(string directory, int epochs, Action<RunEvent> onEvent)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services
            .AddActorCnnLayer<SwishLayer>(
                "swish",
                settings => new SwishLayer(settings.Number("slope", 0f, 10f, 1f)),
                (layer, settings) => settings.Number("slope", layer.Slope))
            .AddActorCnnBlock("conv-swish", ConvSwishBlock.Read)
            .AddActorCnnSource<StripesSource>(
                "stripes",
                settings => new StripesSource(settings.Number("size", 2, 256, 8), settings.Number("samples", 2, 10_000, 60)),
                (source, settings) => settings.Number("size", source.Size).Number("samples", source.Samples))
            .AddActorCnnObserver(onEvent)
            .AddActorCnnTraining(training =>
            {
                training.ConfigurationFile = Configuration;
                training.Overrides.Add($"training.epochs={epochs}");
                training.Workers = 2;
                training.Directory = directory;
                training.StopHostWhenDone = true;
            });
        return builder.Build();
    }

    private static async Task<RunResult> RunToEndAsync(IHost host)
    {
        HostedTraining training = host.Services.GetRequiredService<HostedTraining>();
        await host.RunAsync();
        return await training.Result;
    }

    private sealed class EpochCounter : IRunObserver
    {
        public int Count { get; private set; }

        public void OnEvent(RunEvent happened) => Count += happened is EpochCompleted ? 1 : 0;
    }
}
