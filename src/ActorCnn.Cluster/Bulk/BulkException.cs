namespace ActorCnn.Cluster.Bulk;

/// <summary>A bulk connection failed: lost, too slow, not of this cluster, or bytes that are no frame. One line; try again or elsewhere.</summary>
public class BulkException : IOException
{
    /// <summary>Creates the exception with a finished line.</summary>
    public BulkException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// The other side understood and will not: what is asked for is stale, unknown or too large. The connection is as good as before. A handler
/// throws it, and it comes out of the client's call with the same words.
/// </summary>
public sealed class BulkRefusedException : BulkException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why; one sentence.</param>
    public BulkRefusedException(string message)
        : base(message)
    {
    }
}
