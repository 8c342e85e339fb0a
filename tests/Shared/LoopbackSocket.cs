using System.Net;
using System.Net.Sockets;

namespace ActorCnn.Tests;

/// <summary>A port of this machine that is taken.</summary>
internal static class LoopbackSocket
{
    /// <summary>Binds any free port, and does not listen: attempts to connect are refused, and nobody else gets it.</summary>
    public static Socket Bind()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    /// <summary>The port that a socket has.</summary>
    public static int Port(this Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
