using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorCnn.Cluster.Wire;

/// <summary>
/// Stands where Akka has a serializer that would make an object of whatever type the network names. It makes nothing, and sends nothing.
/// </summary>
/// <param name="system">The actor system that it belongs to.</param>
/// <param name="identifier">The number of the serializer whose place it takes.</param>
public abstract class RefusingSerializer(ExtendedActorSystem system, int identifier) : Serializer(system)
{
    /// <inheritdoc/>
    public override int Identifier => identifier;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    /// <exception cref="WireException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw new WireException(
        $"wire: {obj?.GetType()} may not cross the network; fix: give it a format in {nameof(WireTable)}");

    /// <inheritdoc/>
    /// <exception cref="WireException">Always.</exception>
    public override object FromBinary(byte[] bytes, Type type) => throw new WireException(
        $"wire: {bytes?.Length} bytes for serializer {identifier} refused; expected a message of {nameof(WireTable)}; "
        + "fix: run actorcnn on every node");
}

/// <summary>In the place of Akka's JSON serializer.</summary>
/// <param name="system">The actor system that it belongs to.</param>
/// <param name="settings">Of the JSON serializer: Akka hands them over, and they are not used.</param>
#pragma warning disable CS9113 // The parameter makes this the constructor that Akka looks for.
public sealed class RefusedJson(ExtendedActorSystem system, Config settings) : RefusingSerializer(system, 1);
#pragma warning restore CS9113

/// <summary>In the place of the serializer that makes any Protocol Buffers type; Akka's own messages have serializers of their own.</summary>
/// <param name="system">The actor system that it belongs to.</param>
public sealed class RefusedProtobuf(ExtendedActorSystem system) : RefusingSerializer(system, 2);

/// <summary>In the place of remote deployment, by which another node would start an actor of any type here.</summary>
/// <param name="system">The actor system that it belongs to.</param>
public sealed class RefusedDeployment(ExtendedActorSystem system) : RefusingSerializer(system, 3);
