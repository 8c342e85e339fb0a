namespace ActorCnn.Cluster.Joining;

/// <summary>What nodes must agree on before anything else.</summary>
public static class Protocol
{
    /// <summary>Counts up when messages or what they mean change.</summary>
    public const int Version = 5;

    /// <summary>The version of the program.</summary>
    public static string Product { get; } = typeof(Protocol).Assembly.GetName().Version!.ToString(3);
}
