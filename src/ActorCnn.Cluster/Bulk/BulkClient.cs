using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ActorCnn.Networks.Metrics;

namespace ActorCnn.Cluster.Bulk;

/// <summary>
/// Connections to one server, made when they are needed and kept. A request has a connection to itself until it is answered; when all are
/// in use, the next request waits. All requests may be repeated: each names what it is about, so that a second one changes nothing. Safe
/// from any thread; memory that is given must stay as it is until the call returns.
/// </summary>
public sealed class BulkClient : ISliceTransport, IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly BulkOptions _options;
    private readonly ConcurrentBag<BulkConnection> _idle = [];
    private readonly SemaphoreSlim _places;
    private ulong _requests;
    private bool _disposed;

    /// <summary>Prepares; nothing is connected yet.</summary>
    /// <param name="host">The server's address or name.</param>
    /// <param name="port">Its port.</param>
    /// <param name="options">Limits, token and certificates.</param>
    public BulkClient(string host, int port, BulkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_host, _port, _options) = (host, port, options);
        _places = new SemaphoreSlim(options.ConnectionsPerPeer);
    }

    /// <inheritdoc/>
    public Task PushGradientAsync(
        GradientKey gradient,
        ShardMetrics metrics,
        ReadOnlyMemory<float> numbers,
        bool isHalf = false,
        CancellationToken cancellationToken = default)
    {
        ReadOnlyMemory<byte> payload = isHalf ? HalfBytes.Of(numbers.Span) : FloatBytes.Of(numbers);
        BulkHeader request = new()
        {
            Kind = isHalf ? BulkKind.PushHalfGradient : BulkKind.PushGradient,
            Run = gradient.Run,
            Step = gradient.Step,
            Range = gradient.Range,
            Attempt = gradient.Attempt,
            Slice = gradient.Slice,
            Metrics = metrics,
        };
        return OnConnectionAsync(
            async connection =>
            {
                BulkHeader answer = await AskAsync(connection, request, payload, cancellationToken).ConfigureAwait(false);
                await ReadAnswerAsync(connection, answer, default, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Reads the weights of a slice straight to their place, as soon as the owner has that version.</summary>
    /// <exception cref="BulkRefusedException">The owner has none such.</exception>
    /// <exception cref="BulkException">The connection failed twice, or the slice has another length; the target holds anything.</exception>
    public Task FetchWeightsAsync(WeightsKey weights, Memory<float> target, CancellationToken cancellationToken = default)
    {
        BulkHeader request = new() { Kind = BulkKind.FetchWeights, Run = weights.Run, Step = weights.Step, Slice = weights.Slice };
        return OnConnectionAsync(
            async connection =>
            {
                BulkHeader answer = await AskAsync(connection, request, default, cancellationToken).ConfigureAwait(false);
                await ReadAnswerAsync(connection, answer, FloatBytes.Of(target), cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Fetches a small blob to memory.</summary>
    /// <inheritdoc cref="FetchBlobAsync(BlobId, Stream, long, CancellationToken)"/>
    public async Task<byte[]> FetchBlobAsync(BlobId blob, int maximumBytes, CancellationToken cancellationToken = default)
    {
        using MemoryStream target = new();
        await FetchBlobAsync(blob, target, maximumBytes, cancellationToken).ConfigureAwait(false);
        return target.ToArray();
    }

    /// <summary>Fetches a blob chunk by chunk and checks its hash. Use what was written only when this returns.</summary>
    /// <param name="blob">Its hash.</param>
    /// <param name="target">Where it goes, from where the stream stands.</param>
    /// <param name="maximumBytes">The most bytes to accept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="BulkRefusedException">The server does not have it.</exception>
    /// <exception cref="BulkException">The connection failed, it is too large, or the hash is wrong.</exception>
    public async Task<long> FetchBlobAsync(BlobId blob, Stream target, long maximumBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = new byte[_options.ChunkBytes];
        long received = 0;
        long total;
        do
        {
            (int bytes, total) = await FetchChunkAsync(blob, received, chunk, cancellationToken).ConfigureAwait(false);
            if (total > maximumBytes)
            {
                throw new BulkException($"bulk: blob {blob} is too large; expected at most {maximumBytes} bytes, got {total}");
            }

            if (bytes == 0 && received < total)
            {
                throw new BulkException($"bulk: blob {blob} ends at byte {received} of {total}");
            }

            hash.AppendData(chunk, 0, bytes);
            await target.WriteAsync(chunk.AsMemory(0, bytes), cancellationToken).ConfigureAwait(false);
            received += bytes;
        }
        while (received < total);

        return received == total && new BlobId(hash.GetHashAndReset()) == blob
            ? received
            : throw new BulkException($"bulk: what arrived is not {blob}; fix: look at the file on the node that gave it");
    }

    /// <summary>Closes the connections that no request has; the others are closed when theirs ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await CloseIdleAsync().ConfigureAwait(false);
    }

    private Task<(int Bytes, long Total)> FetchChunkAsync(BlobId blob, long offset, byte[] chunk, CancellationToken cancellationToken) =>
        OnConnectionAsync(
            async connection =>
            {
                BulkHeader request = new() { Kind = BulkKind.FetchBlob, Blob = blob, Offset = offset, Total = offset };
                BulkHeader answer = await AskAsync(connection, request, default, cancellationToken).ConfigureAwait(false);
                if (answer.Offset != offset || answer.PayloadBytes > chunk.Length || answer.PayloadBytes > answer.Total - offset)
                {
                    throw new BulkException("bulk: malformed answer: a chunk that was not asked for");
                }

                await ReadAnswerAsync(connection, answer, chunk.AsMemory(0, answer.PayloadBytes), cancellationToken).ConfigureAwait(false);
                return (answer.PayloadBytes, answer.Total);
            },
            cancellationToken);

    private async Task<BulkHeader> AskAsync(
        BulkConnection connection, BulkHeader request, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        ulong number = Interlocked.Increment(ref _requests);
        await connection.WriteAsync(request with { Request = number }, payload, cancellationToken).ConfigureAwait(false);
        BulkHeader answer = await connection.ReadHeaderAsync(_options.ReplyTimeout, cancellationToken).ConfigureAwait(false)
            ?? throw new BulkException($"bulk: {_host}:{_port} closed the connection without an answer");
        if (answer.Request != number || answer.Kind != request.Kind || answer.Turn == BulkTurn.Request)
        {
            throw new BulkException("bulk: malformed answer: it belongs to another request");
        }

        if (answer.Turn == BulkTurn.Refused)
        {
            byte[] reason = new byte[answer.PayloadBytes <= BulkHeader.MostReasonBytes
                ? answer.PayloadBytes
                : throw new BulkException("bulk: malformed answer: a reason that is too long")];
            await connection.ReadPayloadAsync(answer, reason, cancellationToken).ConfigureAwait(false);
            throw new BulkRefusedException(Encoding.UTF8.GetString(reason).ReplaceLineEndings(" "));
        }

        return answer;
    }

    // The receiver knows what must come: another length is refused before a byte of it is read.
    private static Task<bool> ReadAnswerAsync(BulkConnection connection, BulkHeader answer, Memory<byte> target, CancellationToken cancellationToken) =>
        answer.PayloadBytes == target.Length
            ? connection.ReadPayloadAsync(answer, target, cancellationToken)
            : throw new BulkException($"bulk: an answer of another length; expected {target.Length} bytes, got {answer.PayloadBytes}");

    private async Task<T> OnConnectionAsync<T>(Func<BulkConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_idle.TryTake(out BulkConnection? kept))
            {
                try
                {
                    return await UseAsync(kept, use).ConfigureAwait(false);
                }
                catch (BulkException exception) when (exception is not BulkRefusedException)
                {
                    // The server may have closed it, and the others, long since: once more on a new one.
                    await CloseIdleAsync().ConfigureAwait(false);
                }
            }

            return await UseAsync(
                await BulkConnection.ConnectAsync(_host, _port, _options, cancellationToken).ConfigureAwait(false), use).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<T> UseAsync<T>(BulkConnection connection, Func<BulkConnection, Task<T>> use)
    {
        bool isGood = false;
        try
        {
            T result = await use(connection).ConfigureAwait(false);
            isGood = true;
            return result;
        }
        catch (BulkRefusedException)
        {
            isGood = true;
            throw;
        }
        finally
        {
            if (isGood && !_disposed)
            {
                _idle.Add(connection);
            }
            else
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task CloseIdleAsync()
    {
        while (_idle.TryTake(out BulkConnection? connection))
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
