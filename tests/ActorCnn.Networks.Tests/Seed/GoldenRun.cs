using System.Text.Json;

namespace ActorCnn.Networks.Tests.Seed;

/// <summary>
/// <c>golden.json</c>, the output of the seed's own code, brought into our orders: parameters and gradients as the network's buffer,
/// activations flat. Layers are named by their index in <see cref="SeedFixture.Network"/>.
/// </summary>
public sealed record GoldenRun
{
    /// <summary>The first image.</summary>
    public required double[] Image { get; init; }

    /// <summary>The parameters before the first step.</summary>
    public required double[] InitialParameters { get; init; }

    /// <summary>The outputs for the first image by layer; the file has none for the two relus that a pooling follows.</summary>
    public required IReadOnlyDictionary<int, double[]> LayerOutputs { get; init; }

    /// <summary>For the poolings by layer: which of its window's four places, row-major, each output was taken from.</summary>
    public required IReadOnlyDictionary<int, int[]> PoolingPlaces { get; init; }

    /// <summary>The class probabilities for the first image.</summary>
    public required double[] Probabilities { get; init; }

    /// <summary>The gradient of the first image's loss.</summary>
    public required double[] Gradient { get; init; }

    /// <summary>The parameters after one step.</summary>
    public required double[] ParametersAfterOneStep { get; init; }

    /// <summary>The parameters after three steps.</summary>
    public required double[] ParametersAfterThreeSteps { get; init; }

    /// <summary>The mean probability of the right class over the thirty images after 0, 1, 2 and 3 steps.</summary>
    public required double[] MeanProbabilities { get; init; }

    public static GoldenRun Load()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Seed", "golden.json")));
        JsonElement root = file.RootElement;
        double[][] forward = [.. root.GetProperty("forward_image0_last_first").EnumerateArray().Select(entry => Numbers(entry).ToArray())];
        return new GoldenRun
        {
            Image = [.. Numbers(root.GetProperty("image0"))],
            InitialParameters = Parameters(root.GetProperty("init")),
            Probabilities = forward[0],
            LayerOutputs = new Dictionary<int, double[]>
            {
                [9] = forward[1],
                [8] = forward[2],
                [7] = forward[3],
                [6] = forward[4],
                [5] = forward[5],
                [3] = forward[7],
                [2] = forward[8],
                [0] = forward[10],
            },
            PoolingPlaces = new Dictionary<int, int[]>
            {
                [5] = [.. forward[6].Select(place => (int)place)],
                [2] = [.. forward[9].Select(place => (int)place)],
            },
            Gradient = Parameters(root.GetProperty("grad_image0")),
            ParametersAfterOneStep = Parameters(root.GetProperty("after1")),
            ParametersAfterThreeSteps = Parameters(root.GetProperty("after3")),
            MeanProbabilities = [.. Numbers(root.GetProperty("acc30_after_0_1_2_3_steps"))],
        };
    }

    private static double[] Parameters(JsonElement layers) =>
        [.. layers.EnumerateArray().Where(layer => layer.ValueKind == JsonValueKind.Object).SelectMany(LayerParameters)];

    // A convolution has a row per filter and channel; a full connection has a row per output, the bias in its first column.
    private static IEnumerable<double> LayerParameters(JsonElement layer)
    {
        if (layer.TryGetProperty("full", out JsonElement full))
        {
            double[][] rows = [.. full.EnumerateArray().Select(row => Numbers(row).ToArray())];
            return [.. rows.SelectMany(row => row.Skip(1)), .. rows.Select(row => row[0])];
        }

        return [.. Numbers(layer.GetProperty("w")), .. Numbers(layer.GetProperty("b"))];
    }

    private static IEnumerable<double> Numbers(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray().SelectMany(Numbers)
        : [element.GetDouble()];
}
