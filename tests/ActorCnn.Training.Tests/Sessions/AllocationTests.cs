using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using Xunit.Abstractions;

namespace ActorCnn.Training.Tests.Sessions;

/// <summary>What a process allocates is told of all its threads together, so nothing runs beside this.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Should_allocate_no_more_per_step_for_a_large_network_than_for_a_small_one()
    {
        long small = await AllocatedPerStepAsync(units: 8);
        long large = await AllocatedPerStepAsync(units: 4096);
        output.WriteLine($"allocated per step: small network {small} bytes, large network {large} bytes");

        // The large network's gradient alone has 1 MB: were any tensor made anew in a step, this would be beyond any such bound.
        Assert.True(large < small + 50_000, $"small network {small} bytes a step, large network {large}");
    }

    private static async Task<long> AllocatedPerStepAsync(int units)
    {
        TrainingJob job = SessionJobs.Job();
        job = job with
        {
            Network = Network.Create(
                job.Data.Train.Shape, [new FlattenLayer(), new DenseLayer(units), new ReluLayer(), new DenseLayer(3)]),
            Schedule = job.Schedule with { Epochs = 40, EvaluateEvery = 40 },
        };
        AllocationMeter meter = new();
        await TrainingSession.RunAsync(job with { Workers = 2, Observers = [meter] });
        return meter.MedianBytesPerStep;
    }

    // The median leaves out the few steps in which the pool of buffers grew or the runtime compiled something.
    private sealed class AllocationMeter : IRunObserver
    {
        private readonly List<long> _allocated = [];

        public long MedianBytesPerStep
        {
            get
            {
                long[] steps = [.. _allocated.Zip(_allocated.Skip(1), (before, after) => after - before).Order()];
                return steps[steps.Length / 2];
            }
        }

        public void OnEvent(RunEvent happened)
        {
            if (happened is StepCompleted)
            {
                _allocated.Add(GC.GetTotalAllocatedBytes(precise: true));
            }
        }
    }
}
