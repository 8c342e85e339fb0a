namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// Nodes whose processes have certainly ended, told by somebody who saw it, as the process that started them. Silence never says so: a
/// node that is cut off is silent too. What is known to be dead is removed at once, without a vote, so that even the last of two nodes may
/// go on. Safe from any thread.
/// </summary>
public sealed class KnownDeaths
{
    private readonly Lock _lock = new();
    private readonly List<NodeAddress> _dead = [];
    private Action<NodeAddress>? _listener;

    /// <summary>A node's process has ended.</summary>
    public void Report(NodeAddress node)
    {
        Action<NodeAddress>? listener;
        lock (_lock)
        {
            _dead.Add(node);
            listener = _listener;
        }

        listener?.Invoke(node);
    }

    /// <summary>Hears of all deaths, those before too. The newest listener takes the place of the one before.</summary>
    public void Listen(Action<NodeAddress> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        NodeAddress[] before;
        lock (_lock)
        {
            _listener = listener;
            before = [.. _dead];
        }

        Array.ForEach(before, listener);
    }
}
