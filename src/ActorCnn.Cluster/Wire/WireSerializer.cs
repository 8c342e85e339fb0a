using Akka.Actor;
using Akka.Serialization;

namespace ActorCnn.Cluster.Wire;

/// <summary>The one serializer of our messages in Akka: a thin shell around <see cref="WireTable"/>.</summary>
/// <param name="system">The actor system that it belongs to.</param>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private readonly WireTable _table = WireTable.Default;

    /// <summary>Our number among serializers; Akka keeps those up to 40 for itself. Never changed.</summary>
    public override int Identifier => 4201;

    /// <inheritdoc/>
    /// <exception cref="WireException">The message may not be sent.</exception>
    public override string Manifest(object o) => _table.ManifestOf(o);

    /// <inheritdoc/>
    /// <exception cref="WireException">The message may not be sent, or is too large.</exception>
    public override byte[] ToBinary(object obj) => _table.Write(obj);

    /// <inheritdoc/>
    /// <exception cref="WireException">The manifest is unknown, or the bytes are malformed.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => _table.Read(manifest, bytes, system.Provider.ResolveActorRef);
}
