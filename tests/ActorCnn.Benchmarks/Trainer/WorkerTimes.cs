using System.Diagnostics;
using ActorCnn.Benchmarks.Measuring;
using ActorCnn.Training.Workers;

namespace ActorCnn.Benchmarks.Trainer;

/// <summary>
/// When the workers of a run begin and end what they compute, and so what a step consists of: all compute, some wait for the others, and
/// then, between the last one's end and the first one's next beginning, the last sum, the update, the packing and the messages. Medians of
/// the steps. Safe from any thread.
/// </summary>
internal sealed class WorkerTimes(int workers)
{
    private readonly Lock _lock = new();
    private readonly List<double> _computing = [];
    private readonly List<double> _waiting = [];
    private readonly List<double> _between = [];
    private long _step = -1;
    private long _begin;
    private long _end;
    private long _endBefore;
    private long _busy;

    /// <summary>Seconds of a step in which a worker computes, the mean of the workers.</summary>
    public double Computing => Series.MedianOf(_computing);

    /// <summary>Seconds in which it waits for other shards of the step, the mean of the workers.</summary>
    public double Waiting => Series.MedianOf(_waiting);

    /// <summary>Seconds from the end of a step's last shard to the beginning of the next one's first.</summary>
    public double Between => Series.MedianOf(_between);

    /// <summary>What computes, with its times taken.</summary>
    public IShardComputer Wrap(IShardComputer computer) => new TimedComputer(this, computer);

    private void Add(long step, long begin, long end)
    {
        lock (_lock)
        {
            if (step != _step)
            {
                Complete();
                (_step, _begin, _end, _busy) = (step, begin, end, 0);
            }

            _begin = Math.Min(_begin, begin);
            _end = Math.Max(_end, end);
            _busy += end - begin;
        }
    }

    // A result of the next step has come: all of this one's are here.
    private void Complete()
    {
        if (_endBefore > 0)
        {
            double busy = Seconds(_busy) / workers;
            _computing.Add(busy);
            _waiting.Add(Seconds(_end - _begin) - busy);
            _between.Add(Seconds(_begin - _endBefore));
        }

        _endBefore = _end;
    }

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    private sealed class TimedComputer(WorkerTimes times, IShardComputer computer) : IShardComputer
    {
        public ShardsComputed Compute(int worker, ComputeShards work)
        {
            long begin = Stopwatch.GetTimestamp();
            ShardsComputed computed = computer.Compute(worker, work);
            times.Add(work.Pass.Step, begin, Stopwatch.GetTimestamp());
            return computed;
        }
    }
}
