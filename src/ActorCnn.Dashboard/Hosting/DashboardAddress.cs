namespace ActorCnn.Dashboard.Hosting;

/// <summary>Where a dashboard listens.</summary>
/// <param name="Host">An address of this machine, or <c>localhost</c>. Beyond loopback a dashboard shows, and controls nothing.</param>
/// <param name="Port">The port; 0 for any.</param>
public sealed record DashboardAddress(string Host, int Port)
{
    /// <summary>The port unless another is given.</summary>
    public const int DefaultPort = 8642;

    /// <summary>The host unless another is given: only this machine reaches it.</summary>
    public const string Loopback = "127.0.0.1";
}
