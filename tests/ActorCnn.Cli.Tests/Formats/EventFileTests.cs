using ActorCnn.Cli.Tests.Processes;
using ActorCnn.Formats;
using ActorCnn.Formats.Tests.TensorBoard;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;

namespace ActorCnn.Cli.Tests.Formats;

/// <summary>What a training leaves for TensorBoard.</summary>
[Collection(TrainedRunGroup.Name)]
public sealed class EventFileTests(TrainedRun run) : IDisposable
{
    private static readonly string[] TrainTags = ["learning_rate", "samples_per_second", "train_loss"];
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_tell_of_every_epoch_and_of_the_weights_where_it_was_evaluated()
    {
        WireMessage[] events = EventReader.Read(Assert.Single(EventFiles(run.Directory)));

        WireMessage[] epochs = events[2..];
        Assert.Equal([7, 14, 21, 28, 35, 42], epochs.Select(epoch => epoch.Number(2)));
        string[] evaluatedTags =
        [
            .. TrainTags, "test_loss", "test_accuracy", "test_probability", "filters",
            "layers.0/weight", "layers.0/bias", "layers.4/weight", "layers.4/bias",
        ];
        for (int i = 0; i < epochs.Length; i++)
        {
            string[] expected = i % 2 == 0 ? TrainTags : evaluatedTags;
            Assert.Equal(expected.Order(StringComparer.Ordinal), EventReader.Values(epochs[i]).Keys.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Should_tell_of_the_weights_as_they_were_then()
    {
        WireMessage last = EventReader.Read(Assert.Single(EventFiles(run.Directory)))[^1];
        float[] weights = ReadWeights(out Network network);

        foreach (NetworkTensor tensor in network.Tensors)
        {
            float[] values = weights[tensor.Offset..(tensor.Offset + tensor.Shape.Count)];
            WireMessage histogram = EventReader.Values(last)[$"layers.{tensor.Name.Split('.')[1]}/{tensor.Shape.Name}"].Message(5);
            Assert.Equal((values.Min(), values.Max(), values.Length), (histogram.Double(1), histogram.Double(2), histogram.Double(3)));
            Assert.Equal(values.Sum(value => (double)value), histogram.Double(4), 1e-9);
        }
    }

    [Fact]
    public void Should_go_on_in_another_file_that_has_the_steps_made_again_forgotten()
    {
        CommandProcess.Run(_scratch.Root, "train", run.Configuration, "--out", "run", "--epochs", "4").AssertCode(0);
        CommandProcess.Run(_scratch.Root, "train", "--resume", "run", "--epochs", "6").AssertCode(0);

        string[] files = EventFiles(_scratch["run"]);
        Assert.Equal(2, files.Length);
        Assert.Equal([7, 14, 21, 28], EventReader.Read(files[0])[2..].Select(epoch => epoch.Number(2)));
        WireMessage[] second = EventReader.Read(files[1]);
        Assert.Equal((29, 1), (second[1].Number(2), second[1].Message(7).Number(1)));
        Assert.Equal([35, 42], second[2..].Select(epoch => epoch.Number(2)));
    }

    private float[] ReadWeights(out Network network)
    {
        network = ConfigurationFile.Load(Path.Combine(run.Directory, "config.yaml"), []).CreateNetwork(new Shape(1, 12, 12), 3);
        using FileStream model = File.OpenRead(Path.Combine(run.Directory, "model.safetensors"));
        return Safetensors.Read(model, network);
    }

    private static string[] EventFiles(string directory) =>
        [.. Directory.GetFiles(directory, "events.out.tfevents.*").Order(StringComparer.Ordinal)];
}
