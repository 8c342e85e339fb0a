using ActorCnn.Networks.Layers;

#pragma warning disable CS1591, CS9113
namespace ActorCnn.Networks.Kernels.Reference;

public sealed class ReferenceConvolution(ConvolutionLayer layer, Shape input) : ReferenceOperator
{
    public override double[] Forward(double[] parameters, double[] input) => throw new NotImplementedException();

    public override (double[] Input, double[] Parameters) Backward(double[] parameters, double[] input, double[] output, double[] outputGradient) => throw new NotImplementedException();
}

public sealed class ReferenceMaxPooling(MaxPoolingLayer layer, Shape input) : ReferenceOperator
{
    public override double[] Forward(double[] parameters, double[] input) => throw new NotImplementedException();

    public override (double[] Input, double[] Parameters) Backward(double[] parameters, double[] input, double[] output, double[] outputGradient) => throw new NotImplementedException();
}

public sealed class ReferenceRelu(Shape input) : ReferenceOperator
{
    public override double[] Forward(double[] parameters, double[] input) => throw new NotImplementedException();

    public override (double[] Input, double[] Parameters) Backward(double[] parameters, double[] input, double[] output, double[] outputGradient) => throw new NotImplementedException();
}

public sealed class ReferenceTanh(Shape input) : ReferenceOperator
{
    public override double[] Forward(double[] parameters, double[] input) => throw new NotImplementedException();

    public override (double[] Input, double[] Parameters) Backward(double[] parameters, double[] input, double[] output, double[] outputGradient) => throw new NotImplementedException();
}

public sealed class ReferenceSigmoid(Shape input) : ReferenceOperator
{
    public override double[] Forward(double[] parameters, double[] input) => throw new NotImplementedException();

    public override (double[] Input, double[] Parameters) Backward(double[] parameters, double[] input, double[] output, double[] outputGradient) => throw new NotImplementedException();
}

public sealed class ReferenceFlatten(Shape input) : ReferenceOperator
{
    public override double[] Forward(double[] parameters, double[] input) => throw new NotImplementedException();

    public override (double[] Input, double[] Parameters) Backward(double[] parameters, double[] input, double[] output, double[] outputGradient) => throw new NotImplementedException();
}

public sealed class ReferenceDense(DenseLayer layer, Shape input) : ReferenceOperator
{
    public override double[] Forward(double[] parameters, double[] input) => throw new NotImplementedException();

    public override (double[] Input, double[] Parameters) Backward(double[] parameters, double[] input, double[] output, double[] outputGradient) => throw new NotImplementedException();
}

