using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;
using ActorCnn.Networks.Optimization;
using ActorCnn.Networks.Tests.Optimization;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

/// <summary>What a process with its vector width computes, as a hash: metrics and gradients, not weights, which round differences away.</summary>
public static class WidthProbe
{
    /// <summary>The bits of the widest vector that this process may use.</summary>
    public static int WidestVector =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    public static string Sha256()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string _, Network network) in LaneNetworks.All)
        {
            CrossEntropyLoss loss = new(LabelSmoothing: 0.1f);
            (ShardMetrics metrics, float[] gradients) = new LaneSamples(network, samples: 13, seed: 7, loss).Fast();
            hash.AppendData(MemoryMarshal.AsBytes([metrics.LossSum, metrics.ProbabilitySum]));
            hash.AppendData(MemoryMarshal.AsBytes<float>(gradients));
        }

        foreach (Optimizer optimizer in Optimizers.All.Values)
        {
            (float[] weights, float[] state) = Optimizers.Run(optimizer, length: 75, steps: 5, samples: 7);
            hash.AppendData(MemoryMarshal.AsBytes<float>(weights));
            hash.AppendData(MemoryMarshal.AsBytes<float>(state));
        }

        float[] gradient = Enumerable.Range(0, 9_005).Select(i => (i % 101) - 33.7f).ToArray();
        new GradientClipping(Value: 50, Norm: 2).Apply(gradient, samples: 1);
        hash.AppendData(MemoryMarshal.AsBytes<float>(gradient));
        hash.AppendData(MemoryMarshal.AsBytes<float>(Functions()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The elementary functions over all exponents and many fractions.
    private static float[] Functions()
    {
        List<float> results = [];
        for (uint bits = 0; bits < uint.MaxValue - 400_000; bits += 16 * 12_347)
        {
            Vector512<float> x = (Vector512.Create(bits) + (Vector512<uint>.Indices * 12_347u)).AsSingle();
            foreach (Vector512<float> y in new[] { LaneMath.Exp(x), LaneMath.Log(x), LaneMath.Tanh(x), LaneMath.Sigmoid(x), LaneMath.ExpMinusOne(x) })
            {
                // Which of the many NaNs comes out is not promised.
                for (int lane = 0; lane < Vector512<float>.Count; lane++)
                {
                    results.Add(float.IsNaN(y[lane]) ? float.NaN : y[lane]);
                }
            }
        }

        return [.. results];
    }
}
