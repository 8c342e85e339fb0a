using System.Collections.Immutable;
using Akka.Actor;

namespace ActorCnn.Training.Protocol;

/// <summary>The coordinator has a node hold a slice of the parameters. Said again until it is answered.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Slice">The slice's number.</param>
/// <param name="Step">The number of updates in its state.</param>
/// <param name="State">SHA-256 of its state, which is to be had by it from the coordinator.</param>
public sealed record HoldSlice(string Run, int Slice, long Step, string State) : ITrainingMessage;

/// <summary>A node holds a slice. To the coordinator.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Placed">Where the slice is.</param>
public sealed record SliceHeld(string Run, PlacedSlice Placed) : ITrainingMessage;

/// <summary>Where every slice of the parameters is: to each node when all are held, and again whenever it joins.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Slices">The slices, by their number.</param>
public sealed record SlicesPlaced(string Run, ImmutableArray<PlacedSlice> Slices) : ITrainingMessage;

/// <summary>Where a slice of the parameters is.</summary>
/// <param name="Slice">The slice's number.</param>
/// <param name="Owner">Its parameter actor.</param>
/// <param name="Host">Where its tensors travel.</param>
/// <param name="Port">The port there.</param>
public sealed record PlacedSlice(int Slice, IActorRef Owner, string Host, int Port);
