using ActorCnn.Training.Protocol;
using Akka.Actor;

namespace ActorCnn.Cluster.Joining;

/// <summary>What a node brings into a run.</summary>
/// <param name="Name">The node's name, another for each start.</param>
/// <param name="Workers">Its worker actors.</param>
/// <param name="Followed">The run that it has followed before.</param>
/// <param name="Prepare">Makes ready what the run needs here; is called once for each run that it follows.</param>
/// <param name="Keep">Takes a checkpoint that is offered; null when the node may not coordinate.</param>
/// <param name="Met">Is told of every other node that may coordinate.</param>
/// <param name="Patience">How long it looks for a coordinator.</param>
/// <param name="NoAnswer">What it comes to when none answers.</param>
/// <param name="Log">Is told one line for whatever a person should know.</param>
public sealed record Guest(
    string Name,
    int Workers,
    FollowedRun Followed,
    Func<Welcome, Task<RunParts>> Prepare,
    Func<RunParts, CheckpointOffered, Task>? Keep,
    Action<Address> Met,
    TimeSpan Patience,
    Func<GuestEnd> NoAnswer,
    Action<string> Log);
