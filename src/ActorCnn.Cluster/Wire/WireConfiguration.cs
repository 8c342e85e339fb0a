using System.Text;
using Akka.Configuration;

namespace ActorCnn.Cluster.Wire;

/// <summary>What Akka must be told so that only messages of <see cref="WireTable"/> cross the network.</summary>
public static class WireConfiguration
{
    /// <summary>The configuration: actorcnn-wire.conf and a binding for each type of the table, so that a new message needs no line there.</summary>
    public static Config Load()
    {
        using Stream stream = typeof(WireConfiguration).Assembly.GetManifestResourceStream("ActorCnn.Cluster.Wire.actorcnn-wire.conf")!;
        using StreamReader reader = new(stream);
        StringBuilder text = new(reader.ReadToEnd());
        foreach (Type type in WireTable.Default.Types)
        {
            text.Append("akka.actor.serialization-bindings.\"")
                .Append(type.FullName).Append(", ").Append(type.Assembly.GetName().Name)
                .Append("\" = actorcnn\n");
        }

        return ConfigurationFactory.ParseString(text.ToString());
    }
}
