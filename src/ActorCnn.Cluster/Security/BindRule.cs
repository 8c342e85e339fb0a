using System.Net;
using ActorCnn.Networks;

namespace ActorCnn.Cluster.Security;

/// <summary>Whether a node may listen at an address: beyond this machine only with TLS, or when told so in as many words.</summary>
public static class BindRule
{
    /// <summary>Demands that a node may listen at an address. Looks nothing up: a name other than <c>localhost</c> counts as beyond.</summary>
    /// <param name="host">An address or a host name.</param>
    /// <param name="tls">Whether both sides prove who they are by certificates.</param>
    /// <param name="insecure">Whether a person asked to go without.</param>
    /// <param name="fix">What to do instead, where there is no <c>--tls</c>; null for what a node can do.</param>
    /// <exception cref="InvalidInputException">It may not.</exception>
    public static void Demand(string host, bool tls, bool insecure, string? fix = null)
    {
        if (!tls && !insecure && !IsLoopback(host))
        {
            throw new InvalidInputException(
                $"host {host}",
                "others could reach this node and take it over",
                "a loopback address, or certificates",
                "neither",
                fix ?? "give --tls FOLDER, made by 'actorcnn certificates', or --insecure if the network is closed to everybody else");
        }
    }

    /// <summary>Whether only this machine reaches an address.</summary>
    public static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
