using System.Net;
using System.Net.Sockets;

namespace ActorCnn.Cluster.Hosting;

/// <summary>Ports for nodes that start soon on this machine.</summary>
/// <remarks>
/// Between the choice and the node's start anybody may take the port. A port that the system hands out by itself ("bind to 0") is the likeliest
/// to go: every outgoing connection takes one of that range, which begins at 32,768 or above on Linux, macOS and Windows. So these lie below.
/// </remarks>
public static class FreePorts
{
    private const int First = 10_000;
    private const int Count = 22_000;

    /// <summary>Finds ports that nobody listens at on the loopback address now.</summary>
    /// <param name="count">How many; they differ.</param>
    /// <returns>The ports, rising.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 0 or above 1,000.</exception>
    /// <exception cref="IOException">There are not as many, or this process may not listen at all.</exception>
    public static int[] OnLoopback(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1000);

        // From a place by chance, so that two clusters which start at the same time do not choose the same.
        return OnLoopback(count, Random.Shared.Next(Count));
    }

    /// <summary>The same, searched from a given place of the range.</summary>
    internal static int[] OnLoopback(int count, int offset)
    {
        int[] ports = [.. Enumerable.Range(0, Count).Select(i => First + (offset + i) % Count).Where(IsFree).Take(count).Order()];
        return ports.Length == count
            ? ports
            : throw new IOException($"127.0.0.1: no free ports; expected {count} between {First} and {First + Count - 1}, got {ports.Length}; fix: end what listens there");
    }

    private static bool IsFree(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
