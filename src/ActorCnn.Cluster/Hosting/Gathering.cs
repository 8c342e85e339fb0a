using ActorCnn.Cluster.Bulk;
using ActorCnn.Training.Parameters;

namespace ActorCnn.Cluster.Hosting;

/// <summary>What is needed to gather slices.</summary>
/// <param name="Slices">How the parameters are cut.</param>
/// <param name="Planes">Numbers that the optimizer remembers of each parameter.</param>
/// <param name="Fetch">Fetches a blob from a node.</param>
/// <param name="Writer">Writes checkpoints.</param>
/// <param name="Saved">Is given the run as it is at each checkpoint, also at one that could not be written.</param>
internal sealed record Gathering(
    IReadOnlyList<ParameterSlice> Slices,
    int Planes,
    Func<NodeAddress, BlobId, Task<byte[]>> Fetch,
    ICheckpointWriter Writer,
    Action<RunSnapshot> Saved);
