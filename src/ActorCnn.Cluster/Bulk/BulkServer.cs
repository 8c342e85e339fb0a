using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorCnn.Cluster.Security;

namespace ActorCnn.Cluster.Bulk;

/// <summary>
/// Listens for bulk connections and serves them on the .NET thread pool, never on a worker's thread. A connection that fails, is too slow
/// or sends what is no request is closed with one line in the log; nothing that comes in ends the process.
/// </summary>
public sealed class BulkServer : IAsyncDisposable
{
    private readonly BulkOptions _options;
    private readonly BulkHandlers _handlers;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, Task> _sessions = new();
    private readonly Task _accepting;
    private bool _disposed;

    private BulkServer(Socket listener, BulkOptions options, BulkHandlers handlers)
    {
        (_listener, _options, _handlers) = (listener, options, handlers);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The port that it listens at.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Connections that are open now.</summary>
    public int Connections => _sessions.Count;

    /// <summary>Listens.</summary>
    /// <param name="options">Limits, token and certificates.</param>
    /// <param name="handlers">What is served.</param>
    /// <param name="host">An address of this machine.</param>
    /// <param name="port">The port; zero takes any that is free.</param>
    /// <exception cref="Networks.InvalidInputException">The address is reached from other machines, and there are no certificates.</exception>
    /// <exception cref="SocketException">The port is taken, or the address is not of this machine.</exception>
    public static BulkServer Start(BulkOptions options, BulkHandlers handlers, string host = "127.0.0.1", int port = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handlers);
        options.Validate();
        BindRule.Demand(host, options.Tls is not null, options.Insecure);
        IPAddress address = IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : Dns.GetHostAddresses(host)[0];
        Socket listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen();
            return new BulkServer(listener, options, handlers);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Closes all connections and waits until nothing uses the handlers any more. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_sessions.Values).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        for (long number = 0; !_stop.IsCancellationRequested; number++)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (SocketException exception) when (!_stop.IsCancellationRequested)
            {
                // One that was lost before it was taken, or no file handles left for the moment: others come.
                _options.Log($"bulk: a connection was not accepted: {exception.Message}");
                await Task.Delay(TimeSpan.FromMilliseconds(50)).ConfigureAwait(false);
                continue;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }

            if (_sessions.Count >= _options.MaximumConnections)
            {
                _options.Log($"bulk: {socket.RemoteEndPoint} turned away: {_sessions.Count} connections are open");
                socket.Dispose();
                continue;
            }

            // Entered before it runs, so that it can always be found again.
            TaskCompletionSource done = new();
            _sessions[number] = done.Task;
            long key = number;
            _ = Task.Run(async () =>
            {
                await ServeAsync(socket).ConfigureAwait(false);
                _sessions.TryRemove(key, out _);
                done.SetResult();
            });
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        string peer = $"{socket.RemoteEndPoint}";
        try
        {
            await using BulkConnection connection = await BulkConnection.AcceptAsync(socket, _options, _stop.Token).ConfigureAwait(false);
            BulkSession session = new(connection, _options, _handlers);
            await session.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // Whatever one connection brings about, the others and the process go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _options.Log($"bulk: connection of {peer} closed: {exception.Message}".ReplaceLineEndings(" "));
        }
    }
}
