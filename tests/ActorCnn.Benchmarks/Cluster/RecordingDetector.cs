using System.Diagnostics;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace ActorCnn.Benchmarks.Cluster;

/// <summary>
/// Akka's failure detector, which writes down the time between two signs of life as well: an answer to a heartbeat, which went to another
/// process and came back. Akka makes it by its name.
/// </summary>
public sealed class RecordingDetector(Config config, EventStream events) : PhiAccrualFailureDetector(config, events)
{
    private static readonly Lock Guard = new();
    private static readonly List<double> Recorded = [];
    private long _last;

    /// <summary>How Akka's settings name it.</summary>
    public static string Setting => $"akka.cluster.failure-detector.implementation-class = \"{typeof(RecordingDetector).FullName}, ActorCnn.Benchmarks\"";

    /// <summary>The seconds between signs of life since the last call, sorted.</summary>
    public static double[] TakeGaps()
    {
        lock (Guard)
        {
            double[] gaps = [.. Recorded.Order()];
            Recorded.Clear();
            return gaps;
        }
    }

    /// <inheritdoc/>
    public override void HeartBeat()
    {
        base.HeartBeat();
        long now = Stopwatch.GetTimestamp();
        lock (Guard)
        {
            if (_last != 0)
            {
                Recorded.Add(Stopwatch.GetElapsedTime(_last, now).TotalSeconds);
            }

            _last = now;
        }
    }
}
