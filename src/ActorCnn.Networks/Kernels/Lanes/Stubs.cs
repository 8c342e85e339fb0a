using ActorCnn.Networks.Layers;

#pragma warning disable CS1591, CS9113
namespace ActorCnn.Networks.Kernels.Lanes;

public sealed class LaneConvolution(ConvolutionLayer layer, Shape input) : LaneOperator;
public sealed class LaneMaxPooling(MaxPoolingLayer layer, Shape input) : LaneOperator;
public sealed class LaneRelu(Shape input) : LaneOperator;
public sealed class LaneTanh(Shape input) : LaneOperator;
public sealed class LaneSigmoid(Shape input) : LaneOperator;
public sealed class LaneFlatten(Shape input) : LaneOperator;
public sealed class LaneDense(DenseLayer layer, Shape input) : LaneOperator;
