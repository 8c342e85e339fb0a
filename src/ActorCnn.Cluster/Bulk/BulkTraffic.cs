using System.Diagnostics.Metrics;

namespace ActorCnn.Cluster.Bulk;

/// <summary>
/// The bytes of all bulk connections of this process, heads and payloads, as instruments of the meter <c>ActorCnn</c>. Handshakes and what
/// TLS adds are not in them. Counting allocates nothing and is safe from any thread.
/// </summary>
internal static class BulkTraffic
{
    private static readonly Meter Meter = new("ActorCnn");
    private static long _sent;
    private static long _received;

    static BulkTraffic()
    {
        Meter.CreateObservableCounter("actorcnn.bulk.sent", () => Interlocked.Read(ref _sent), "By", "Bytes of tensors, data and checkpoints that were sent.");
        Meter.CreateObservableCounter("actorcnn.bulk.received", () => Interlocked.Read(ref _received), "By", "Bytes of tensors, data and checkpoints that came.");
    }

    /// <summary>Counts bytes that were sent.</summary>
    public static void Sent(int bytes) => Interlocked.Add(ref _sent, bytes);

    /// <summary>Counts bytes that came.</summary>
    public static void Received(int bytes) => Interlocked.Add(ref _received, bytes);
}
