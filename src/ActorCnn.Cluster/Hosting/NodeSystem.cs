using System.Globalization;
using System.Net;
using ActorCnn.Cluster.Security;
using ActorCnn.Cluster.Wire;
using ActorCnn.Networks;
using ActorCnn.Training.Sessions;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;

namespace ActorCnn.Cluster.Hosting;

/// <summary>Makes a node's actor system: a member of the cluster with our messages, our dispatchers and our certificates.</summary>
public static class NodeSystem
{
    /// <summary>The name of the actor system, the same on all nodes.</summary>
    public const string Name = "actorcnn";

    /// <summary>The role of the nodes that may coordinate and keep the parameters; one does.</summary>
    public const string CoordinatorRole = "coordinator";

    /// <summary>The role of a node that only computes.</summary>
    public const string WorkerRole = "worker";

    /// <summary>Starts it; it has not joined anybody yet.</summary>
    /// <param name="settings">Where it listens.</param>
    /// <param name="role">Its role.</param>
    /// <exception cref="InvalidInputException">The address may not be used, or is taken.</exception>
    public static ActorSystem Start(NodeSettings settings, string role) => Start(settings, role, Config.Empty);

    /// <summary>Starts it with some of Akka's settings changed.</summary>
    internal static ActorSystem Start(NodeSettings settings, string role, Config changes)
    {
        ArgumentNullException.ThrowIfNull(settings);
        BindRule.Demand(settings.Host, settings.Tls is not null, settings.Insecure);
        Config config = Address(settings, role)
            .WithFallback(settings.AkkaOverrides?.Config ?? Config.Empty)
            .WithFallback(changes)
            .WithFallback(Defaults())
            .WithFallback(WireConfiguration.Load())
            .WithFallback(ClusterSingleton.DefaultConfig())
            .WithFallback(TrainingSession.ActorConfiguration());
        ActorSystemSetup setup = settings.Tls is { } tls
            ? ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config.WithFallback(NodeTls.AkkaConfiguration())), tls.AkkaSetup())
            : ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config));
        try
        {
            ActorSystem system = ActorSystem.Create(Name, setup);
            Heed(settings.Deaths, system);
            return system;
        }
        catch (Exception exception) when (exception is not InvalidInputException)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    $"{settings.Host}:{settings.Port}", "the node cannot listen there", "an address of this machine and a free port",
                    exception.GetBaseException().Message.ReplaceLineEndings(" "), "choose another --host or --port"),
                exception);
        }
    }

    /// <summary>Has a node remove those that are known to be dead.</summary>
    internal static void Heed(KnownDeaths deaths, ActorSystem system)
    {
        Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(system);
        deaths.Listen(node => cluster.Down(new Address(cluster.SelfAddress.Protocol, Name, node.Host, node.Port)));
    }

    /// <summary>Our settings of Akka.</summary>
    internal static Config Defaults()
    {
        using Stream stream = typeof(NodeSystem).Assembly.GetManifestResourceStream("ActorCnn.Cluster.Hosting.cluster.conf")!;
        using StreamReader reader = new(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private static Config Address(NodeSettings settings, string role)
    {
        string host = IPAddress.TryParse(settings.Host, out IPAddress? address) ? address.ToString() : settings.Host;
        return ConfigurationFactory.ParseString(string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            akka.remote.dot-netty.tcp.hostname = "{{host.Replace("\"", "", StringComparison.Ordinal)}}"
            akka.remote.dot-netty.tcp.port = {{settings.Port}}
            akka.cluster.roles = ["{{role}}"]
            """));
    }
}
