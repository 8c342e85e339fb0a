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
        int epochs = 0;

        RunResult result = await RunAsync(Create(Configuration, folder["run"], happened => epochs += happened is EpochCompleted ? 1 : 0));

        Assert.Equal(RunOutcome.Completed, result.End.Outcome);
        Assert.Equal(8, epochs);
        Assert.Equal(result.WeightsSha256, ModelFile.Load(folder["run"]).Metadata.WeightsSha256);
        Assert.InRange(result.Summary!.TestAccuracy!.Value, 0.9, 1);
    }

    [Fact]
    public async Task Should_stop_with_a_checkpoint_when_the_host_stops_and_go_on_when_it_starts_again()
    {
        using TemporaryFolder folder = new();
        TaskCompletionSource firstEpoch = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Far more epochs than the stop, which takes its time to arrive, lets happen.
        using (IHost host = Create(Configuration, folder["run"], TellFirstEpoch, "training.epochs=100000"))
        {
            await host.StartAsync();
            await firstEpoch.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await host.StopAsync();
            RunResult stopped = await host.Services.GetRequiredService<HostedTraining>().Result;
            Assert.Equal(RunOutcome.Stopped, stopped.End.Outcome);
            Assert.StartsWith("stopped by the host after step", stopped.End.Reason, StringComparison.Ordinal);
        }

        string epochs = $"training.epochs={EpochsIn(folder["run"]) + 2}";
        RunResult resumed = await RunAsync(Create(Configuration, folder["run"], _ => { }, epochs));
        RunResult never = await RunAsync(Create(Configuration, folder["other"], _ => { }, epochs));
        Assert.Equal(RunOutcome.Completed, resumed.End.Outcome);
        Assert.Equal(never.WeightsSha256, resumed.WeightsSha256);

        void TellFirstEpoch(RunEvent happened)
        {
            if (happened is EpochCompleted)
            {
                firstEpoch.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task Should_not_start_with_a_mistake_and_leave_no_trace()
    {
        using TemporaryFolder folder = new();
        using IHost host = Create(Configuration, folder["run"], _ => { }, "training.epochs=0");
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
    private static IHost Create(string configuration, string directory, Action<RunEvent> onEvent, params string[] overrides)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services
            .AddActorCnnLayer<SwishLayer>("swish", SwishLayer.Read, SwishLayer.Write)
            .AddActorCnnBlock("conv-swish", ConvSwishBlock.Read)
            .AddActorCnnSource<StripesSource>("stripes", StripesSource.Read, StripesSource.Write)
            .AddActorCnnObserver(onEvent)
            .AddActorCnnTraining(training =>
            {
                training.ConfigurationFile = configuration;
                training.Overrides = overrides;
                training.Directory = directory;
                training.StopHostWhenDone = true;
            });
        return builder.Build();
    }

    private static async Task<RunResult> RunAsync(IHost host)
    {
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
}
