using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Tests.Seed;

namespace ActorCnn.Networks.Tests.Kernels.Reference;

public sealed class ReferenceWorkedExampleTests
{
    // At most eight products of sizes up to 100 are added: the last digit of a double there is 1e-14.
    private const double Tolerance = 1e-13;

    public static TheoryData<string> Names => [.. WorkedExample.All.Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_compute_every_worked_example(string name)
    {
        WorkedExample example = WorkedExample.All.Single(candidate => candidate.Name == name);
        ReferenceOperator kernel = example.Layer.CreateReferenceOperator(example.Shape);

        double[] output = kernel.Forward(example.Parameters, example.Input);
        if (example.Output is not null)
        {
            AssertClose.Equal(example.Output, output, Tolerance, "output");
        }

        if (example.OutputGradient is not null)
        {
            (double[] input, double[] parameters) = kernel.Backward(example.Parameters, example.Input, output, example.OutputGradient);
            AssertClose.Equal(example.InputGradient ?? input, input, Tolerance, "input gradient");
            AssertClose.Equal(example.ParameterGradient ?? parameters, parameters, Tolerance, "parameter gradient");
        }
    }

    [Fact]
    public void Should_give_thirds_to_three_equal_logits() =>
        AssertClose.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3], ReferenceNetwork.Softmax([1, 1, 1]), 1e-15);
}
