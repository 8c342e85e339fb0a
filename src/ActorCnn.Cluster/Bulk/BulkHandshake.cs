using System.Security.Cryptography;

namespace ActorCnn.Cluster.Bulk;

/// <summary>
/// Both sides prove that they know the cluster's token without sending it: each sends a nonce, then an HMAC-SHA-256 (RFC 2104) over its
/// role and both nonces. It runs inside TLS too, where it keeps two clusters of one authority apart.
/// </summary>
internal static class BulkHandshake
{
    private const int NonceBytes = 32;
    private const int ProofBytes = HMACSHA256.HashSizeInBytes;
    private const int HelloBytes = 8 + NonceBytes;

    private static ReadOnlySpan<byte> Hello => "ACNBULK1"u8;

    public static async Task ConnectAsync(Stream stream, ReadOnlyMemory<byte> token, CancellationToken limit)
    {
        byte[] ours = NewHello();
        await stream.WriteAsync(ours, limit).ConfigureAwait(false);
        byte[] answer = new byte[HelloBytes + ProofBytes];
        await stream.ReadExactlyAsync(answer, limit).ConfigureAwait(false);
        DemandHello(answer);
        Demand(answer.AsSpan(HelloBytes), Proof(token.Span, 's', ours, answer));
        await stream.WriteAsync(Proof(token.Span, 'c', ours, answer), limit).ConfigureAwait(false);

        // The server says that it took the proof, so that a refusal is known here and not at the first request.
        await stream.ReadExactlyAsync(new byte[1], limit).ConfigureAwait(false);
    }

    public static async Task AcceptAsync(Stream stream, ReadOnlyMemory<byte> token, CancellationToken limit)
    {
        byte[] theirs = new byte[HelloBytes];
        await stream.ReadExactlyAsync(theirs, limit).ConfigureAwait(false);
        DemandHello(theirs);
        byte[] ours = NewHello();
        await stream.WriteAsync((byte[])[.. ours, .. Proof(token.Span, 's', theirs, ours)], limit).ConfigureAwait(false);
        byte[] proof = new byte[ProofBytes];
        await stream.ReadExactlyAsync(proof, limit).ConfigureAwait(false);
        Demand(proof, Proof(token.Span, 'c', theirs, ours));
        await stream.WriteAsync(new byte[1], limit).ConfigureAwait(false);
    }

    private static byte[] NewHello() => [.. Hello, .. RandomNumberGenerator.GetBytes(NonceBytes)];

    private static byte[] Proof(ReadOnlySpan<byte> token, char role, byte[] client, byte[] server) =>
        HMACSHA256.HashData(token, (byte[])[(byte)role, .. client.AsSpan(0, HelloBytes), .. server.AsSpan(0, HelloBytes)]);

    private static void DemandHello(byte[] hello)
    {
        if (!hello.AsSpan().StartsWith(Hello))
        {
            throw new BulkException("bulk: the other side does not speak this protocol; fix: run the same version of actorcnn on every node");
        }
    }

    private static void Demand(ReadOnlySpan<byte> proof, ReadOnlySpan<byte> expected)
    {
        if (!CryptographicOperations.FixedTimeEquals(proof, expected))
        {
            throw new BulkException("bulk: the other side is not of this cluster; fix: give every node the same token");
        }
    }
}
