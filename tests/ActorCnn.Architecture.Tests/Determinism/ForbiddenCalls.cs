using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ActorCnn.Architecture.Tests.Determinism;

/// <summary>A call whose result may differ between machines, runtimes or vector widths.</summary>
/// <param name="Caller">The method that makes it, as <c>Namespace.Type.Method</c>.</param>
/// <param name="Callee">What it calls, as <c>MathF.Exp</c>.</param>
internal readonly record struct ForbiddenCall(string Caller, string Callee);

/// <summary>Finds such calls in compiled code, also where only a delegate is made of them.</summary>
internal static class ForbiddenCalls
{
    // Approximated differently by each system's library.
    private static readonly HashSet<string> Transcendental =
    [
        "Acos", "AcosPi", "Acosh", "Asin", "AsinPi", "Asinh", "Atan", "Atan2", "Atan2Pi", "AtanPi", "Atanh", "Cbrt", "Cos", "CosPi", "Cosh",
        "Exp", "Exp10", "Exp10M1", "Exp2", "Exp2M1", "ExpM1", "Hypot", "Log", "Log10", "Log10P1", "Log2", "Log2P1", "LogP1", "Pow", "RootN",
        "Sigmoid", "Sin", "SinCos", "SinCosPi", "SinPi", "Sinh", "SoftMax", "Tan", "TanPi", "Tanh",
    ];

    // Added up in an order that the vector width decides.
    private static readonly HashSet<string> Reductions =
    [
        "Average", "CosineSimilarity", "Distance", "Dot", "Norm", "Product", "ProductOfDifferences", "ProductOfSums", "StdDev", "Sum",
        "SumOfMagnitudes", "SumOfSquares",
    ];

    /// <summary>The forbidden calls in a method.</summary>
    public static IEnumerable<ForbiddenCall> In(MethodDefinition method) => method.HasBody
        ? method.Body.Instructions
            .Where(instruction => instruction.OpCode.OperandType is OperandType.InlineMethod or OperandType.InlineTok)
            .Select(instruction => instruction.Operand)
            .OfType<MethodReference>()
            .Where(IsForbidden)
            .Select(callee => new ForbiddenCall(NameOf(method), $"{WithoutArity(callee.DeclaringType.Name)}.{callee.Name}"))
            .Distinct()
        : [];

    private static bool IsForbidden(MethodReference callee)
    {
        TypeReference type = callee.DeclaringType;
        bool isVector = type.Namespace is "System.Numerics" or "System.Numerics.Tensors"
            || type.Namespace.StartsWith("System.Runtime.Intrinsics", StringComparison.Ordinal);
        bool isNumber = type.Namespace == "System" && type.Name is "Math" or "MathF" or "Single" or "Double" or "Half";
        return (isNumber || (isVector && type.Name != "BitOperations"))
            ? Transcendental.Contains(callee.Name)
                || (isVector && Reductions.Contains(callee.Name))
                || callee.Name.Contains("Estimate", StringComparison.Ordinal)
                || callee.Name.StartsWith("Reciprocal", StringComparison.Ordinal)
            : type.FullName is "System.Random" or "System.Security.Cryptography.RandomNumberGenerator";
    }

    private static string NameOf(MethodDefinition method) => $"{method.DeclaringType.FullName.Replace('/', '.')}.{method.Name}";

    private static string WithoutArity(string name) => name.Split('`')[0];
}
