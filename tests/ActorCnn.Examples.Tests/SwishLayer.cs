// <layer>
using System.Runtime.Intrinsics;
using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Configuration.Custom;

namespace ActorCnn.Examples.Tests;

/// <summary><c>x s(b x)</c> with the logistic function s and a slope b for each channel, which is learned.</summary>
public sealed record SwishLayer(float Slope = 1) : CustomLayer
{
    public override string Type => "swish";

    // Weights before it start as those before a relu.
    public override bool IsRectifier => true;

    public override Shape OutputShape(Shape input) => input;

    public override IReadOnlyList<ParameterShape> Parameters(Shape input) => [new("slope", [input.Channels]) { Start = Slope }];

    public static SwishLayer Read(ISettingsReader settings) => new(settings.Number("slope", 0f, 10f, 1f));

    public static void Write(SwishLayer layer, SettingsWriter settings) => settings.Number("slope", layer.Slope);

    protected override LaneKernel CreateKernel(Shape input) => new Kernel(input.Height * input.Width);

    // Every vector holds the same value of sixteen samples, channel by channel.
    private sealed class Kernel(int area) : LaneKernel
    {
        public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<Vector512<float>> input, Span<Vector512<float>> output)
        {
            for (int i = 0; i < input.Length; i++)
            {
                Vector512<float> slope = Vector512.Create(parameters[i / area]);
                output[i] = input[i] * LaneMath.Sigmoid(slope * input[i]);
            }
        }

        public override void Backward(ReadOnlySpan<float> parameters, LaneGradients pass)
        {
            for (int i = 0; i < pass.Input.Length; i++)
            {
                Vector512<float> slope = Vector512.Create(parameters[i / area]);
                Vector512<float> x = pass.Input[i];
                Vector512<float> share = LaneMath.Sigmoid(slope * x);
                Vector512<float> bend = x * share * (Vector512<float>.One - share);
                pass.InputGradient[i] = pass.OutputGradient[i] * (share + (slope * bend));
                pass.ParameterGradient[i / area] += pass.OutputGradient[i] * x * bend;
            }
        }
    }
}
// </layer>
