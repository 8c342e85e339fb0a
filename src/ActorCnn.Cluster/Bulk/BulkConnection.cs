using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ActorCnn.Cluster.Bulk;

/// <summary>
/// Frames over one socket, one at a time in each direction. Each wait has a limit. After any exception but a refusal it is of no more use.
/// </summary>
internal sealed class BulkConnection : IAsyncDisposable
{
    private const int PieceBytes = 1024 * 1024;
    private readonly Stream _stream;
    private readonly BulkOptions _options;
    private readonly byte[] _headIn = new byte[BulkHeader.Bytes];
    private readonly byte[] _headOut = new byte[BulkHeader.Bytes];

    private BulkConnection(Stream stream, BulkOptions options) => (_stream, _options) = (stream, options);

    /// <summary>Connects and proves who both are.</summary>
    public static async Task<BulkConnection> ConnectAsync(string host, int port, BulkOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.HandshakeTimeout);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            return await HandshakeAsync(socket, options, isServer: false, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfTheConnection(exception))
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw Named($"no connection with {host}:{port} within {options.HandshakeTimeout.TotalSeconds:0.#} s", exception);
        }
    }

    /// <summary>Proves who both are on a socket that was accepted; it is closed when they cannot.</summary>
    public static async Task<BulkConnection> AcceptAsync(Socket socket, BulkOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.HandshakeTimeout);
        try
        {
            return await HandshakeAsync(socket, options, isServer: true, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfTheConnection(exception))
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw Named($"no handshake within {options.HandshakeTimeout.TotalSeconds:0.#} s", exception);
        }
    }

    /// <summary>Reads the next head; null when the other side closed between two frames.</summary>
    public Task<BulkHeader?> ReadHeaderAsync(TimeSpan firstByte, CancellationToken cancellationToken) =>
        WithLimitAsync<BulkHeader?>("receiving a frame", firstByte, async limit =>
        {
            int read = await _stream.ReadAsync(_headIn, limit.Token).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            limit.CancelAfter(_options.StallTimeout);
            await _stream.ReadExactlyAsync(_headIn.AsMemory(read), limit.Token).ConfigureAwait(false);
            BulkTraffic.Received(_headIn.Length);
            return BulkHeader.Read(_headIn, _options.MaximumPayloadBytes);
        }, cancellationToken);

    /// <summary>Reads the payload of the head that came last, straight to its place, and checks it.</summary>
    public Task<bool> ReadPayloadAsync(BulkHeader header, Memory<byte> target, CancellationToken cancellationToken) =>
        WithLimitAsync("receiving a payload", _options.StallTimeout, async limit =>
        {
            for (int position = 0; position < target.Length;)
            {
                int read = await _stream.ReadAsync(target[position..], limit.Token).ConfigureAwait(false);
                position += read > 0 ? read : throw new EndOfStreamException("the other side closed the connection");
                BulkTraffic.Received(read);
                limit.CancelAfter(_options.StallTimeout);
            }

            return BulkHeader.ChecksumOf(_headIn, target.Span) == header.Checksum
                ? true
                : throw new BulkException("bulk: damaged frame: the checksum is wrong");
        }, cancellationToken);

    /// <summary>Reads over a payload that nobody wants.</summary>
    public async Task SkipPayloadAsync(BulkHeader header, CancellationToken cancellationToken)
    {
        byte[] scratch = new byte[Math.Min(header.PayloadBytes, 64 * 1024)];
        await WithLimitAsync("receiving a payload", _options.StallTimeout, async limit =>
        {
            for (int left = header.PayloadBytes; left > 0;)
            {
                int read = await _stream.ReadAsync(scratch.AsMemory(0, Math.Min(left, scratch.Length)), limit.Token).ConfigureAwait(false);
                left -= read > 0 ? read : throw new EndOfStreamException("the other side closed the connection");
                BulkTraffic.Received(read);
                limit.CancelAfter(_options.StallTimeout);
            }

            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a frame.</summary>
    public Task<bool> WriteAsync(BulkHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        header.Write(_headOut, payload.Span);
        return WithLimitAsync("sending a frame", _options.StallTimeout, async limit =>
        {
            await _stream.WriteAsync(_headOut, limit.Token).ConfigureAwait(false);
            BulkTraffic.Sent(_headOut.Length);
            for (int position = 0; position < payload.Length; position += PieceBytes)
            {
                ReadOnlyMemory<byte> piece = payload.Slice(position, Math.Min(PieceBytes, payload.Length - position));
                await _stream.WriteAsync(piece, limit.Token).ConfigureAwait(false);
                BulkTraffic.Sent(piece.Length);
                limit.CancelAfter(_options.StallTimeout);
            }

            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static async Task<BulkConnection> HandshakeAsync(Socket socket, BulkOptions options, bool isServer, CancellationToken limit)
    {
        socket.NoDelay = true;
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (options.Tls is not null)
            {
                SslStream tls = new(stream);
                stream = tls;
                await (isServer
                    ? tls.AuthenticateAsServerAsync(options.Tls.ServerOptions(), limit)
                    : tls.AuthenticateAsClientAsync(options.Tls.ClientOptions(), limit)).ConfigureAwait(false);
            }

            await (isServer
                ? BulkHandshake.AcceptAsync(stream, options.Token, limit)
                : BulkHandshake.ConnectAsync(stream, options.Token, limit)).ConfigureAwait(false);
            return new BulkConnection(stream, options);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<T> WithLimitAsync<T>(
        string doing, TimeSpan first, Func<CancellationTokenSource, Task<T>> action, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(first);
        try
        {
            return await action(limit).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfTheConnection(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Named(doing, exception);
        }
    }

    private static bool IsOfTheConnection(Exception exception) =>
        exception is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException;

    private static BulkException Named(string doing, Exception exception) => exception switch
    {
        BulkException named => named,
        OperationCanceledException => new BulkException($"bulk: {doing}: the other side did not answer in time", exception),
        _ => new BulkException($"bulk: {doing}: {exception.Message}".ReplaceLineEndings(" "), exception),
    };
}
