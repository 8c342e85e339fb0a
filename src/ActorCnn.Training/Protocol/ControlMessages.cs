using System.Collections.Immutable;

namespace ActorCnn.Training.Protocol;

/// <summary>Asks the run to finish the step in hand and to grant nothing more until it is resumed. To the coordinator.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="By">Who asks, as <c>dashboard</c>.</param>
public sealed record PauseRun(string Run, string By) : ITrainingMessage;

/// <summary>Asks a paused run to go on. To the coordinator.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="By">Who asks.</param>
public sealed record ResumeRun(string Run, string By) : ITrainingMessage;

/// <summary>Asks for a checkpoint after the step in hand; at once when the run is paused. To the coordinator.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="By">Who asks.</param>
public sealed record SaveCheckpoint(string Run, string By) : ITrainingMessage;

/// <summary>
/// Asks the coordinator how the run stands: it tells the reporters, and asks every node what it has computed, which is told too.
/// </summary>
/// <param name="Run">The run's id.</param>
public sealed record GetRunStatus(string Run) : ITrainingMessage;

/// <summary>The coordinator asks a node what it has computed.</summary>
/// <param name="Run">The run's id.</param>
public sealed record GetNodeStatus(string Run) : ITrainingMessage;

/// <summary>A node's answer to <see cref="GetNodeStatus"/>.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Node">The node's name.</param>
/// <param name="Seconds">Seconds since the node began, by its own clock: two answers give a speed whatever the network delayed.</param>
/// <param name="Samples">Samples that each of its workers has computed since then, training and test.</param>
public sealed record NodeStatus(string Run, string Node, double Seconds, ImmutableArray<long> Samples) : ITrainingMessage;
