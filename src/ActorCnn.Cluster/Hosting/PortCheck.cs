using System.Net;
using System.Net.Sockets;
using ActorCnn.Networks;

namespace ActorCnn.Cluster.Hosting;

/// <summary>Whether a process can listen where it means to, found out before it begins and writes anything.</summary>
public static class PortCheck
{
    /// <summary>Opens all listeners together and closes them again, so that two of the same port are noticed too.</summary>
    /// <param name="listeners">Where it will listen; port zero stands for any that is free.</param>
    /// <exception cref="InvalidInputException">A port is taken, or an address is not of this machine.</exception>
    public static void Demand(params IReadOnlyList<Listener> listeners)
    {
        ArgumentNullException.ThrowIfNull(listeners);
        List<Socket> sockets = [];
        try
        {
            foreach (Listener listener in listeners)
            {
                sockets.Add(Open(listener));
            }
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static Socket Open(Listener listener)
    {
        Socket? socket = null;
        try
        {
            IPAddress address = IPAddress.TryParse(listener.Host, out IPAddress? parsed) ? parsed : Dns.GetHostAddresses(listener.Host)[0];
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, listener.Port));
            socket.Listen();
            return socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    $"{listener.Option} {listener.Host}:{listener.Port}", "this process cannot listen there",
                    "an address of this machine and a free port", exception.Message, "choose another, or end what has the port"),
                exception);
        }
    }
}

/// <summary>A place where a process listens.</summary>
/// <param name="Option">The option that says so, as <c>--port</c>.</param>
/// <param name="Host">An address or name of this machine.</param>
/// <param name="Port">The port; zero takes any that is free.</param>
public readonly record struct Listener(string Option, string Host, int Port);
