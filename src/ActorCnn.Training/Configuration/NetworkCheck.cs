using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration;

/// <summary>Checks shapes through a whole network and names the place of every layer that does not fit.</summary>
internal static class NetworkCheck
{
    /// <summary>Creates the network, or adds mistakes and gives null.</summary>
    /// <param name="input">The shape of a sample.</param>
    /// <param name="classes">The data's classes, which the outputs must match.</param>
    /// <param name="layers">The layers; null for one that could not be read.</param>
    /// <param name="places">Where each layer was written.</param>
    /// <param name="mistakes">Where mistakes are added.</param>
    public static Network? Create(
        Shape input, int classes, IReadOnlyList<Layer?> layers, IReadOnlyList<Origin> places, Mistakes mistakes)
    {
        int before = mistakes.Count;
        Shape? shape = input;
        for (int index = 0; index < layers.Count; index++)
        {
            shape = OutputShape(layers[index], shape, exception => Add(index, exception));
        }

        Network? network = null;
        if (mistakes.Count == before && layers.All(layer => layer is not null))
        {
            try
            {
                network = Network.Create(input, [.. layers.Select(layer => layer!)]);
            }
            catch (NetworkLayerException exception)
            {
                Add(exception.Index, exception.Shape);
            }
        }

        if (shape is { Height: 1, Width: 1, Channels: int outputs } && outputs != classes)
        {
            Add(layers.Count - 1, new LayerShapeException(
                "as many outputs as classes are wanted", $"{classes}", $"{outputs}", $"let the last layer have {classes} units"));
        }

        return mistakes.Count == before ? network : null;

        void Add(int index, LayerShapeException exception) => mistakes.Add(
            places[index], $"network.{index}", exception.Problem, exception.Expected, exception.Got, exception.Fix);
    }

    // A full connection's output does not depend on what reaches it, so that checking goes on behind a layer that does not fit.
    private static Shape? OutputShape(Layer? layer, Shape? input, Action<LayerShapeException> add)
    {
        Shape? intended = layer is DenseLayer dense ? Shape.Flat(dense.Units) : null;
        if (layer is null || input is null)
        {
            return intended;
        }

        try
        {
            return layer.OutputShape(input.Value);
        }
        catch (LayerShapeException exception)
        {
            add(exception);
            return intended;
        }
    }
}
