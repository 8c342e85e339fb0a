using System.Globalization;
using ActorCnn.Networks;

namespace ActorCnn.Cli.Output;

/// <summary>Shows a network: a row a layer with the shape that leaves it and its parameters, and their sum.</summary>
internal static class NetworkTable
{
    /// <summary>Writes the table.</summary>
    public static void Write(Network network, Terminal terminal)
    {
        TextTable table = new(" layer", "type", "settings", " output", " parameters");
        table.Add("", "input", "", $"{network.Input}", "");
        foreach (NetworkLayer layer in network.Layers.SelectMany(layer => layer.WithInner))
        {
            // A block's parameters are shown with the layers inside it.
            table.Add(
                layer.Name, layer.Layer.Type, layer.Layer.Settings, $"{layer.Output}",
                layer.ParameterCount == 0 || layer.Branches.Count > 0 ? "" : Number(layer.ParameterCount));
        }

        table.Add("", "total", "", "", Number(network.ParameterCount));
        table.Write(terminal);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
