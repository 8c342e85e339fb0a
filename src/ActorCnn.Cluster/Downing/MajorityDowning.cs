using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.SBR;

namespace ActorCnn.Cluster.Downing;

/// <summary>
/// How the cluster removes nodes: by <see cref="DowningState"/> in the place of Akka's own <c>keep-majority</c>, which removes both ends of a
/// quarrel. It reads Akka's settings of that, and whoever asks there for another strategy gets Akka's.
/// </summary>
/// <param name="system">The node.</param>
/// <param name="cluster">The cluster that it is starting.</param>
internal sealed class MajorityDowning(ActorSystem system, Akka.Cluster.Cluster cluster) : IDowningProvider
{
    private readonly SplitBrainResolverProvider _akka = new(system, cluster);
    private readonly SplitBrainResolverSettings _settings = new(system.Settings.Config);

    public TimeSpan DownRemovalMargin => _akka.DownRemovalMargin;

    public Props DowningActorProps =>
        _settings is { DowningStrategy: SplitBrainResolverSettings.KeepMajorityName, KeepMajorityRole: { } role } && _settings.DownAllWhenUnstable == TimeSpan.Zero
            ? DowningActor.Props(cluster, role, _settings.DowningStableAfter)
            : _akka.DowningActorProps;
}
