using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary><c>y = body(x) + shortcut(x)</c>: going back, both get dy, and their input gradients are added.</summary>
/// <param name="layer">The layers of both ways.</param>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceResidual(ResidualLayer layer, Shape shape) : ReferenceShardOperator
{
    private readonly ReferenceSequence _body = new(layer.Branches[0].Layers, shape);
    private readonly ReferenceSequence _shortcut = new(layer.Branches[1].Layers, shape);

    /// <inheritdoc/>
    public override double[][] ForwardShard(double[] parameters, double[][] inputs, ReferencePass pass) => Add(
        Last(_body.Forward(OfBody(parameters), inputs, BodyPass(pass)), inputs),
        Last(_shortcut.Forward(OfShortcut(parameters), inputs, ShortcutPass(pass)), inputs));

    /// <inheritdoc/>
    public override (double[][] Inputs, double[] Parameters) BackwardShard(
        double[] parameters, double[][] inputs, double[][] outputs, double[][] outputGradients, ReferencePass pass)
    {
        (double[][] bodyInputs, double[] bodyGradient) = Backward(_body, OfBody(parameters), BodyPass(pass));
        (double[][] shortcutInputs, double[] shortcutGradient) = Backward(_shortcut, OfShortcut(parameters), ShortcutPass(pass));
        return (Add(bodyInputs, shortcutInputs), [.. bodyGradient, .. shortcutGradient]);

        (double[][], double[]) Backward(ReferenceSequence layers, double[] own, ReferencePass ownPass) =>
            layers.Backward(own, inputs, layers.Forward(own, inputs, ownPass), outputGradients, ownPass);
    }

    private double[] OfBody(double[] parameters) => parameters[.._body.ParameterCount];

    private double[] OfShortcut(double[] parameters) => parameters[_body.ParameterCount..];

    private static ReferencePass BodyPass(ReferencePass pass) => pass with { Layer = pass.Layer + 1 };

    private ReferencePass ShortcutPass(ReferencePass pass) =>
        pass with { Layer = pass.Layer + 1 + layer.Body.Sum(inner => inner.LayerCount) };

    private static double[][] Last(IReadOnlyList<double[][]> outputs, double[][] inputs) => outputs.Count == 0 ? inputs : outputs[^1];

    private static double[][] Add(double[][] left, double[][] right) =>
        [.. left.Zip(right, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];
}
