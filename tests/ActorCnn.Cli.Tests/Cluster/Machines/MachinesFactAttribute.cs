namespace ActorCnn.Cli.Tests.Cluster.Machines;

/// <summary>
/// A test on several machines, which are network namespaces. Reported as skipped, with the reason, where this user may not make them or
/// the kernel lacks what is asked of their network.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MachinesFactAttribute : FactAttribute
{
    /// <param name="discipline">What is done to all that a machine sends, as <c>tc</c> names it; null for nothing.</param>
    public MachinesFactAttribute(string? discipline = null) =>
        Skip = MachineRoom.ProblemWith(discipline) is { } problem ? $"no machines of network namespaces here: {problem}" : null;
}
