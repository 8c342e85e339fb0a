namespace ActorCnn.Cluster.Joining;

/// <summary>Any message by which a node comes into a run, and hears of its end.</summary>
public interface IJoiningMessage;

/// <summary>A node asks to be let in. Said again until it is answered.</summary>
/// <param name="Protocol">The protocol that it speaks, see <see cref="Protocol.Version"/>.</param>
/// <param name="Product">The version of the program.</param>
/// <param name="Node">Its name, another for each start.</param>
/// <param name="Workers">Its worker actors.</param>
/// <param name="KeepsCopy">It may coordinate, and keeps a copy of the run to take over with.</param>
public sealed record Hello(int Protocol, string Product, string Node, int Workers, bool KeepsCopy = false) : IJoiningMessage;

/// <summary>
/// It is let in, or the run has begun again under another id since the slices of the parameters are placed anew: what the run is, by
/// hashes, and where tensors travel.
/// </summary>
/// <param name="Run">The run's id, which says the term and the placement.</param>
/// <param name="ConfigBlob">SHA-256 of the configuration's text, which is to be had by it.</param>
/// <param name="DataSha256">SHA-256 of the data, which are to be had by it.</param>
/// <param name="Slices">Slices of the parameters.</param>
/// <param name="BulkHost">Where tensors travel.</param>
/// <param name="BulkPort">The port there.</param>
/// <param name="Token">What the run's nodes know and nobody else, in hexadecimal. Control messages carry it under the same TLS.</param>
/// <param name="IsSpread">Whether the nodes hold the slices; otherwise the coordinator's process holds all.</param>
public sealed record Welcome(
    string Run, string ConfigBlob, string DataSha256, int Slices, string BulkHost, int BulkPort, string Token, bool IsSpread = false)
    : IJoiningMessage
{
    /// <summary>All but the token.</summary>
    public override string ToString() => $"Welcome {{ Run = {Run}, Bulk = {BulkHost}:{BulkPort} }}";
}

/// <summary>It is not let in.</summary>
/// <param name="Reason">The difference; one sentence.</param>
public sealed record Refused(string Reason) : IJoiningMessage;

/// <summary>A checkpoint is to be had by its hash, for nodes that keep a copy of the run. The newest counts; one that is missed does no harm.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Step">The number of updates in it.</param>
/// <param name="Checkpoint">SHA-256 of the checkpoint's file.</param>
/// <param name="Metrics">SHA-256 of the metrics before it.</param>
public sealed record CheckpointOffered(string Run, long Step, string Checkpoint, string Metrics) : IJoiningMessage;

/// <summary>The run is over: nodes may go.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Completed">Whether every epoch was trained.</param>
/// <param name="Reason">How it ended; one sentence.</param>
public sealed record RunOver(string Run, bool Completed, string Reason) : IJoiningMessage;
