using ActorCnn.Cli.Tests.Processes;
using ActorCnn.Data;
using ActorCnn.Data.Sources;
using ActorCnn.Hosting;
using Microsoft.ML.OnnxRuntime;
using Xunit.Abstractions;

namespace ActorCnn.Cli.Tests.Formats;

/// <summary>What <c>predict</c> says of real images, ONNX Runtime says of them with the exported model.</summary>
public sealed class OnnxPredictionTests(ITestOutputHelper output) : IDisposable
{
    private const string Data = "/usr/share/datasets/fashion-mnist";

    private const string Experiment =
        $$"""
        name: clothes
        seed: 5
        data: { source: idx, folder: {{Data}} }
        network:
          - { type: conv, channels: 8, kernel: 3, stride: 2, padding: 1 }
          - { type: batch-norm }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - type: residual
            layers:
              - { type: conv, channels: 8, kernel: 3, padding: 1 }
              - { type: gelu }
          - { type: conv, channels: 16, kernel: 3 }
          - { type: relu }
          - { type: flatten }
          - { type: dropout, rate: 0.1 }
          - { type: dense, units: 10 }
        training: { batch-size: 64, epochs: 1, optimizer: { type: sgd, learning-rate: 0.1 } }
        """;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [InstalledFact]
    public void Should_give_every_test_image_the_class_and_the_probabilities_that_predict_gives()
    {
        _scratch.Write("clothes.yaml", Experiment);
        CommandProcess.Run(_scratch.Root, "train", "clothes.yaml", "--out", "run").AssertCode(0);
        CommandProcess.Run(_scratch.Root, "export", "run", "--onnx", "model.onnx").AssertCode(0);
        Dataset images = new IdxSource(Data).Load(seed: 5).Test;

        float[][] ours = Predict(images);
        float[][] theirs = RunOnnx(images);

        float largest = ours.Zip(theirs, (our, their) => our.Zip(their, (a, b) => Math.Abs(a - b)).Max()).Max();
        int agreeing = ours.Zip(theirs).Count(pair => Class(pair.First) == Class(pair.Second));
        int right = theirs.Where((probabilities, i) => Class(probabilities) == images.Label(i)).Count();
        output.WriteLine($"{agreeing} of {ours.Length} images alike, largest difference of a probability {largest:e2}, {right} told right");
        Assert.Equal(10_000, agreeing);
        Assert.InRange(largest, 0, 1e-5);
        Assert.True(right > 7000, $"{right} of 10000 told right: too few for a comparison to mean anything");
    }

    // As the command does.
    private float[][] Predict(Dataset images)
    {
        ModelFile model = ModelFile.Load(_scratch["run"]);
        return [.. model.Network.Predict([.. Enumerable.Range(0, images.Count).Select(i => images.Pixels(i).ToArray())], PixelValues.ZeroToOne())];
    }

    private float[][] RunOnnx(Dataset images)
    {
        const int batch = 1000;
        List<float[]> found = [];
        using InferenceSession session = new(_scratch["model.onnx"]);
        using Microsoft.ML.OnnxRuntime.RunOptions options = new();
        for (int first = 0; first < images.Count; first += batch)
        {
            float[] pixels = [.. Enumerable.Range(first, batch).SelectMany(i => images.Pixels(i).ToArray()).Select(pixel => pixel / 255f)];
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [batch, 1, 28, 28]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["input"], [input], ["probabilities"]);
            found.AddRange(outputs[0].GetTensorDataAsSpan<float>().ToArray().Chunk(10));
        }

        return [.. found];
    }

    private static int Class(float[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());

    /// <summary>Reported as skipped, with the reason, where the data set is not installed.</summary>
    private sealed class InstalledFactAttribute : FactAttribute
    {
        public InstalledFactAttribute() =>
            Skip = Directory.Exists(Data) ? null : $"{Data} is not there: apt-get install dataset-fashion-mnist";
    }
}
