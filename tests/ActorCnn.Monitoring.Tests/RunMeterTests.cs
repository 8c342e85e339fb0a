using System.Diagnostics.Metrics;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Monitoring.Tests;

/// <summary>What the instruments say after some events.</summary>
[Collection(MonitorServerTests.Name)]
public sealed class RunMeterTests : IDisposable
{
    private readonly RunMeter _meter = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _values = [];
    private readonly List<double> _durations = [];

    public RunMeterTests()
    {
        bool isListening = false;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Those of a meter that a test makes later are not heard.
            if (instrument.Meter.Name == RunMeter.MeterName && !isListening)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Keep(instrument, value));
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Keep(instrument, value));
        _listener.Start();
        isListening = true;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Should_count_what_this_process_does_and_show_where_the_run_is()
    {
        RunPosition resumed = RunPosition.Start with { Step = 10, Epoch = 1, TrainSeconds = 5, ShardsReissued = 7, NodesLost = 1 };
        _meter.OnEvent(RunEvents.Started(nodes: 2, workers: 4, resumed));
        _meter.OnEvent(RunEvents.Step(samples: 64, loss: 0.5, trainSeconds: 5.25, reissued: 7));
        _meter.OnEvent(RunEvents.Step(samples: 64, loss: 0.25, trainSeconds: 5.75, reissued: 11));
        _meter.OnEvent(RunEvents.Nodes(nodes: 1, workers: 3, lost: 2));
        _meter.OnEvent(RunEvents.Epoch(2, testLoss: 0.75));
        _meter.OnEvent(RunEvents.Epoch(3, testLoss: null));
        _listener.RecordObservableInstruments();

        Assert.Equal([0.25, 0.5], _durations);
        Assert.Equal(2, _values["actorcnn.steps"]);
        Assert.Equal(128, _values["actorcnn.samples"]);
        Assert.Equal(11, _values["actorcnn.shards.reissued"]);
        Assert.Equal(2, _values["actorcnn.nodes.lost"]);
        Assert.Equal((1, 3), (_values["actorcnn.nodes"], _values["actorcnn.workers"]));
        Assert.Equal(3, _values["actorcnn.epoch"]);
        Assert.Equal(0.25, _values["actorcnn.train.loss"]);
        Assert.Equal(0.75, _values["actorcnn.test.loss"]);
        Assert.Equal(0.8, _values["actorcnn.test.accuracy"]);
        Assert.Equal(0.1, _values["actorcnn.learning_rate"]);
    }

    [Fact]
    public void Should_say_nothing_of_what_is_not_known_yet()
    {
        _listener.RecordObservableInstruments();
        Assert.Equal(0, _values["actorcnn.steps"]);
        Assert.DoesNotContain("actorcnn.test.loss", _values);
        Assert.DoesNotContain("actorcnn.train.loss", _values);
    }

    // The step's event is made once for all observers; counting it makes nothing more.
    [Fact]
    public void Should_allocate_nothing_in_a_step()
    {
        var step = RunEvents.Step(samples: 64, loss: 0.5, trainSeconds: 1);
        using RunMeter unheard = new();
        unheard.OnEvent(step);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            unheard.OnEvent(step);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Keep(Instrument instrument, double value)
    {
        if (instrument.Name == "actorcnn.step.duration")
        {
            _durations.Add(value);
        }
        else
        {
            _values[instrument.Name] = value;
        }
    }
}
