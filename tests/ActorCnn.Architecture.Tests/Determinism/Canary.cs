using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorCnn.Architecture.Tests.Determinism;

/// <summary>Does, in a method each, what must never be done where bits count: the scanner has to find every one.</summary>
internal static class Canary
{
    public static readonly Func<double, double> Delegate = Math.Log;

    public static float Call(float x) => MathF.Exp(x);

    public static double OfTheNumberType(double x) => double.Pow(x, 3);

    public static T Generic<T>(T x)
        where T : IExponentialFunctions<T> => T.Exp(x);

    public static IEnumerable<float> InALambda(IEnumerable<float> values) => values.Select(value => MathF.Tanh(value));

    public static IEnumerable<double> InAnIterator(double x)
    {
        yield return Math.Sin(x);
    }

    public static async Task<double> InATask(Task<double> x) => Math.Atan2(await x.ConfigureAwait(false), 1);

    public static Vector512<float> OfVectors(Vector512<float> x) => Vector512.Exp(x);

    public static Vector256<float> Estimated(Vector256<float> x) => Vector256.MultiplyAddEstimate(x, x, x);

    public static Vector128<float> Approximated(Vector128<float> x) => Sse.ReciprocalSqrt(x);

    public static float Across(Vector<float> x) => Vector.Sum(x);

    public static int FromAStream(int seed) => new Random(seed).Next();
}
