using ActorCnn.Data.Sources;
using ActorCnn.Networks.Layers;
using ActorCnn.Training.Configuration.Custom;
using ActorCnn.Training.Reporting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorCnn.Hosting;

/// <summary>Registers training and what it uses with a .NET host.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Trains while the host runs, and makes <see cref="HostedTraining"/> a service that knows how it ends. A host has one run. It tells the
    /// host's log, and every registered <see cref="IRunObserver"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Says what to train.</param>
    /// <exception cref="InvalidOperationException">The host already has a run.</exception>
    public static IServiceCollection AddActorCnnTraining(this IServiceCollection services, Action<TrainingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(service => service.ServiceType == typeof(HostedTraining)))
        {
            throw new InvalidOperationException("this host already has a training run: add another host for another run");
        }

        TrainingOptions options = new();
        configure(options);
        HostedTraining training = new();
        services.AddSingleton(training);
        services.AddSingleton<IHostedService>(provider => new TrainingService(
            options,
            training,
            provider.GetServices<IRunObserver>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<TrainingService>>()));
        return services;
    }

    /// <summary>Registers someone who is told what happens in the run; one instance for the host.</summary>
    public static IServiceCollection AddActorCnnObserver<TObserver>(this IServiceCollection services)
        where TObserver : class, IRunObserver => services.AddSingleton<IRunObserver, TObserver>();

    /// <summary>Registers a function that is told what happens in the run, see <see cref="IRunObserver.OnEvent"/>.</summary>
    public static IServiceCollection AddActorCnnObserver(this IServiceCollection services, Action<RunEvent> onEvent)
    {
        ArgumentNullException.ThrowIfNull(onEvent);
        return services.AddSingleton<IRunObserver>(new FunctionObserver(onEvent));
    }

    /// <summary>Adds a layer to the configurations of this process, see <see cref="CustomKinds.AddLayer"/>.</summary>
    public static IServiceCollection AddActorCnnLayer<TLayer>(
        this IServiceCollection services, string name, Func<ISettingsReader, TLayer> read, Action<TLayer, SettingsWriter> write)
        where TLayer : Layer
    {
        CustomKinds.AddLayer(name, read, write);
        return services;
    }

    /// <summary>Adds a name for layers in a row to the configurations of this process, see <see cref="CustomKinds.AddBlock"/>.</summary>
    public static IServiceCollection AddActorCnnBlock(
        this IServiceCollection services, string name, Func<ISettingsReader, IReadOnlyList<Layer>> read)
    {
        CustomKinds.AddBlock(name, read);
        return services;
    }

    /// <summary>Adds a data source to the configurations of this process, see <see cref="CustomKinds.AddSource"/>.</summary>
    public static IServiceCollection AddActorCnnSource<TSource>(
        this IServiceCollection services, string name, Func<ISettingsReader, TSource> read, Action<TSource, SettingsWriter> write)
        where TSource : DataSource
    {
        CustomKinds.AddSource(name, read, write);
        return services;
    }

    private sealed class FunctionObserver(Action<RunEvent> onEvent) : IRunObserver
    {
        public void OnEvent(RunEvent happened) => onEvent(happened);
    }
}
