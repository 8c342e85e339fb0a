using Mono.Cecil;

namespace ActorCnn.Architecture.Tests.Determinism;

/// <summary>
/// Same bits on any machine: where weights, samples and gradients come from, nothing is called whose result may differ from one system
/// or vector width to the next. The reference kernels are an oracle for tests and take no part in training.
/// </summary>
public class DeterminismTests
{
    private static readonly string[] Projects = ["ActorCnn.Networks", "ActorCnn.Data", "ActorCnn.Training"];
    private const string ReferenceKernels = "ActorCnn.Networks.Kernels.Reference";

    [Fact]
    public void Should_call_nothing_whose_bits_may_differ() => Assert.Empty(ScannedMethods().SelectMany(ForbiddenCalls.In));

    [Theory]
    [InlineData("ActorCnn.Networks.Kernels.Lanes")]
    [InlineData("ActorCnn.Networks.Numerics")]
    [InlineData("ActorCnn.Networks.Initialization")]
    [InlineData("ActorCnn.Networks.Optimization")]
    [InlineData("ActorCnn.Networks.Metrics")]
    [InlineData("ActorCnn.Data")]
    [InlineData("ActorCnn.Training.Parameters")]
    [InlineData("ActorCnn.Training.Workers")]
    public void Should_look_at_every_namespace_where_bits_count(string name) =>
        Assert.Contains(ScannedMethods(), method => method.DeclaringType.Namespace == name && method.HasBody);

    [Theory]
    [InlineData("Call", "MathF.Exp")]
    [InlineData(".cctor", "Math.Log")]
    [InlineData("OfTheNumberType", "Double.Pow")]
    [InlineData("Generic", "IExponentialFunctions.Exp")]
    [InlineData("InALambda", "MathF.Tanh")]
    [InlineData("InAnIterator", "Math.Sin")]
    [InlineData("InATask", "Math.Atan2")]
    [InlineData("OfVectors", "Vector512.Exp")]
    [InlineData("Estimated", "Vector256.MultiplyAddEstimate")]
    [InlineData("Approximated", "Sse.ReciprocalSqrt")]
    [InlineData("Across", "Vector.Sum")]
    [InlineData("FromAStream", "Random..ctor")]
    public void Should_notice_a_forbidden_call(string method, string callee)
    {
        IEnumerable<ForbiddenCall> calls = Methods(CompiledCode.Read(typeof(Canary).Assembly.Location))
            .Where(method => method.DeclaringType.FullName.Contains(nameof(Canary), StringComparison.Ordinal))
            .SelectMany(ForbiddenCalls.In);
        Assert.Contains(calls, call => call.Callee == callee
            && (call.Caller.EndsWith($"Canary.{method}", StringComparison.Ordinal) || call.Caller.Contains($"<{method}>", StringComparison.Ordinal)));
    }

    private static IEnumerable<MethodDefinition> ScannedMethods() =>
        Projects.SelectMany(project => Methods(CompiledCode.ReadProject(project), except: ReferenceKernels));

    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module, string? except = null) => module.Types
        .Where(type => type.Namespace != except)
        .SelectMany(CompiledCode.WithNested)
        .SelectMany(type => type.Methods);
}
