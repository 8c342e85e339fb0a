using System.Collections.Immutable;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Networks;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Cluster.Nodes;

/// <summary>What a node needs to hold slices of the parameters, and what it keeps of them for others.</summary>
/// <param name="run">The run's id.</param>
/// <param name="slices">How the parameters are cut.</param>
/// <param name="network">The network.</param>
/// <param name="optimizer">How a gradient changes the weights.</param>
/// <param name="schedule">The run's plan.</param>
internal sealed class SliceHost(
    string run, ImmutableArray<ParameterSlice> slices, Network network, Optimizer optimizer, RunSchedule schedule)
{
    /// <summary>The run's id.</summary>
    public string Run => run;

    /// <summary>How the parameters are cut.</summary>
    public ImmutableArray<ParameterSlice> Slices => slices;

    /// <summary>The run's plan.</summary>
    public RunSchedule Schedule => schedule;

    /// <summary>Where gradients wait for the slices that the node holds.</summary>
    public GradientExchange Exchange { get; } = new(1);

    /// <summary>The tensors of those slices.</summary>
    public SliceTensors Tensors => field ??= new SliceTensors(run, schedule, Exchange);

    /// <summary>The states of those slices at the newest checkpoint, for whoever gathers them.</summary>
    public MemoryBlobs States { get; } = new();

    /// <summary>The most bytes of a slice's state.</summary>
    public int MostBytes => slices.Max(slice => SliceState.LengthOf(slice, optimizer.StatePerParameter));

    /// <summary>Begins to hold a slice.</summary>
    /// <param name="slice">Its number.</param>
    /// <param name="state">Its state, whose hash was checked.</param>
    /// <param name="step">The number of updates in it.</param>
    /// <returns>The slice as it lies in a store of its own, and the store.</returns>
    /// <exception cref="ArgumentException">The state has another length.</exception>
    public (ParameterSlice Slice, ParameterStore Store) Take(int slice, byte[] state, long step)
    {
        ParameterStore store = SliceState.CreateStore(state, slices[slice], network, optimizer, schedule.Length);
        ParameterSlice own = slices[slice] with { First = 0 };
        Tensors.Add(own, store, step);
        return (own, store);
    }

    /// <summary>What makes a slice's part of a checkpoint: it is kept here, and known by its hash.</summary>
    public ICheckpointWriter CheckpointsOf(ParameterSlice slice) => new StateWriter(States, slice);

    private sealed class StateWriter(MemoryBlobs states, ParameterSlice slice) : ICheckpointWriter
    {
        public string Write(RunPosition position, ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState) =>
            states.Keep(slice.Index, SliceState.Write(weights, optimizerState, slice)).ToString();
    }
}
