using System.Text;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Cluster.Bulk;

/// <summary>The server's side of one connection: takes a request, answers it, takes the next.</summary>
internal sealed class BulkSession(BulkConnection connection, BulkOptions options, BulkHandlers handlers)
{
    private byte[]? _chunk;

    /// <summary>Serves until the other side closes, or fails.</summary>
    /// <exception cref="BulkException">It failed, was too slow, or sent what is no request.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await connection.ReadHeaderAsync(options.IdleTimeout, cancellationToken).ConfigureAwait(false) is { } request)
        {
            Demand(request.Turn == BulkTurn.Request, "an answer where nobody asked");
            bool hasPayload = request.Kind is BulkKind.PushGradient or BulkKind.PushHalfGradient;
            if (!hasPayload)
            {
                Demand(request.PayloadBytes == 0, "a payload where there is none");
                await connection.ReadPayloadAsync(request, default, cancellationToken).ConfigureAwait(false);
            }

            await (request.Kind switch
            {
                BulkKind.PushGradient or BulkKind.PushHalfGradient => ReceiveGradientAsync(request, cancellationToken),
                BulkKind.FetchWeights => SendWeightsAsync(request, cancellationToken),
                _ => SendChunkAsync(request, cancellationToken),
            }).ConfigureAwait(false);
        }
    }

    private async Task ReceiveGradientAsync(BulkHeader request, CancellationToken cancellationToken)
    {
        bool isHalf = request.Kind == BulkKind.PushHalfGradient;
        (int length, int broken) = Math.DivRem(request.PayloadBytes, isHalf ? sizeof(float) / 2 : sizeof(float));
        Demand(broken == 0, "a gradient of broken numbers");
        AlignedBuffer buffer;
        try
        {
            IGradientSink sink = handlers.Gradients ?? throw new BulkRefusedException("this node takes no gradients");
            buffer = sink.Rent(request.Gradient, length);
        }
        catch (BulkRefusedException refusal)
        {
            await connection.SkipPayloadAsync(request, cancellationToken).ConfigureAwait(false);
            await RefuseAsync(request, refusal, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            Demand(buffer.Length == length, "a gradient of another length than its buffer");
            await connection.ReadPayloadAsync(
                request, isHalf ? HalfBytes.PlaceIn(buffer) : FloatBytes.Of(buffer.Memory), cancellationToken).ConfigureAwait(false);
            if (isHalf)
            {
                HalfBytes.Grow(buffer);
            }
        }
        catch
        {
            handlers.Gradients.Return(buffer);
            throw;
        }

        await AnswerAsync(request, () => handlers.Gradients.Received(request.Gradient, request.Metrics, buffer), cancellationToken).ConfigureAwait(false);
    }

    private async Task SendWeightsAsync(BulkHeader request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // A little before the client gives up, so that it hears why.
        limit.CancelAfter(options.ReplyTimeout * 0.9);
        WeightsLease lease;
        try
        {
            IWeightsSource source = handlers.Weights ?? throw new BulkRefusedException("this node has no weights");
            lease = await source.OpenAsync(request.Weights, limit.Token).ConfigureAwait(false);
        }
        catch (BulkRefusedException refusal)
        {
            await RefuseAsync(request, refusal, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            BulkRefusedException late = new($"weights after step {request.Step} did not exist in time");
            await RefuseAsync(request, late, cancellationToken).ConfigureAwait(false);
            return;
        }

        using (lease)
        {
            await connection.WriteAsync(request with { Turn = BulkTurn.Done }, FloatBytes.Of(lease.Weights), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendChunkAsync(BulkHeader request, CancellationToken cancellationToken)
    {
        int read;
        long total;
        _chunk ??= new byte[options.ChunkBytes];
        try
        {
            IBlobSource source = handlers.Blobs ?? throw new BulkRefusedException("this node has no blobs");
            using Stream stream = source.Open(request.Blob);
            total = stream.Length;
            stream.Position = Math.Min(request.Offset, total);
            read = await stream.ReadAtLeastAsync(_chunk, _chunk.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (BulkRefusedException refusal)
        {
            await RefuseAsync(request, refusal, cancellationToken).ConfigureAwait(false);
            return;
        }

        BulkHeader answer = request with { Turn = BulkTurn.Done, Offset = Math.Min(request.Offset, total), Total = total };
        await connection.WriteAsync(answer, _chunk.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
    }

    // A handler's refusal is told; whatever else it throws closes the connection.
    private async Task AnswerAsync(BulkHeader request, Action handle, CancellationToken cancellationToken)
    {
        try
        {
            handle();
        }
        catch (BulkRefusedException refusal)
        {
            await RefuseAsync(request, refusal, cancellationToken).ConfigureAwait(false);
            return;
        }

        await connection.WriteAsync(request with { Turn = BulkTurn.Done }, default, cancellationToken).ConfigureAwait(false);
    }

    private async Task RefuseAsync(BulkHeader request, BulkRefusedException refusal, CancellationToken cancellationToken)
    {
        string reason = refusal.Message.Length <= BulkHeader.MostReasonBytes / 3 ? refusal.Message : refusal.Message[..(BulkHeader.MostReasonBytes / 3)];
        await connection.WriteAsync(request with { Turn = BulkTurn.Refused }, Encoding.UTF8.GetBytes(reason), cancellationToken).ConfigureAwait(false);
    }

    private static void Demand(bool holds, string problem)
    {
        if (!holds)
        {
            throw new BulkException($"bulk: malformed request: {problem}");
        }
    }
}
