using ActorCnn.Networks.Optimization;

namespace ActorCnn.Networks.Tests.Optimization;

/// <summary>Every optimizer, and its paper's formula on one weight in double precision.</summary>
public static class Optimizers
{
    private delegate double Formula(double weight, double gradient, double[] state, int t);

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>With every setting that has a path of its own.</summary>
    public static IReadOnlyDictionary<string, Optimizer> All { get; } = new Dictionary<string, Optimizer>
    {
        ["sgd"] = new SgdOptimizer(0.1f),
        ["sgd, decay"] = new SgdOptimizer(0.1f) { WeightDecay = 0.01f },
        ["sgd, momentum"] = new SgdOptimizer(0.1f) { Momentum = 0.9f },
        ["sgd, momentum, decay"] = new SgdOptimizer(0.1f) { Momentum = 0.9f, WeightDecay = 0.01f },
        ["sgd, nesterov, decay"] = new SgdOptimizer(0.1f) { Momentum = 0.9f, Nesterov = true, WeightDecay = 0.01f },
        ["adam"] = new AdamOptimizer(0.01f),
        ["adam, decay"] = new AdamOptimizer(0.01f) { Beta1 = 0.8, Beta2 = 0.99, Epsilon = 0.001f, WeightDecay = 0.01f },
        ["adamw"] = new AdamWOptimizer(0.01f) { Beta1 = 0.8, Beta2 = 0.99, Epsilon = 0.001f, WeightDecay = 0.1f },
        ["rmsprop"] = new RmsPropOptimizer(0.01f),
        ["rmsprop, decay"] = new RmsPropOptimizer(0.01f) { Smoothing = 0.9, Epsilon = 0.001f, WeightDecay = 0.01f },
    };

    /// <summary>Some weights after some steps: as the optimizer computes them, with what it remembers.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="length">How many weights.</param>
    /// <param name="steps">How many steps, each with gradients of its own.</param>
    /// <param name="samples">Samples of each sum.</param>
    /// <param name="cut">Where the weights are cut in two that are updated one after the other.</param>
    public static (float[] Weights, float[] State) Run(Optimizer optimizer, int length, int steps, int samples, int cut = 0)
    {
        float[] weights = InitialWeights(length);
        float[] state = new float[length * optimizer.StatePerParameter];
        for (int step = 0; step < steps; step++)
        {
            float[] gradients = GradientSums(length, step);
            foreach ((int first, int end) in new[] { (0, cut), (cut, length) })
            {
                optimizer.Apply(
                    weights.AsSpan(first..end), gradients.AsSpan(first..end), new OptimizerState(state, length, first, end - first),
                    new UpdateStep(samples, step, optimizer.LearningRate(step)));
            }
        }

        return (weights, state);
    }

    /// <summary>The same by the formula.</summary>
    public static double[] RunFormula(Optimizer optimizer, int length, int steps, int samples)
    {
        Formula formula = FormulaOf(optimizer);
        double[] weights = [.. InitialWeights(length).Select(weight => (double)weight)];
        double[][] states = [.. weights.Select(_ => new double[2])];
        for (int step = 0; step < steps; step++)
        {
            float[] gradients = GradientSums(length, step);
            for (int i = 0; i < length; i++)
            {
                weights[i] = formula(weights[i], (double)gradients[i] / samples, states[i], step + 1);
            }
        }

        return weights;
    }

    private static Formula FormulaOf(Optimizer optimizer) => optimizer switch
    {
        SgdOptimizer sgd => (w, g, state, _) => w - (sgd.Rate * SgdDirection(sgd, g + (sgd.WeightDecay * w), state)),
        AdamOptimizer adam => (w, g, state, t) =>
            w - (adam.Rate * AdamDirection(g + (adam.WeightDecay * w), state, t, adam.Beta1, adam.Beta2, adam.Epsilon)),
        AdamWOptimizer adam => (w, g, state, t) =>
            w - (adam.Rate * (AdamDirection(g, state, t, adam.Beta1, adam.Beta2, adam.Epsilon) + (adam.WeightDecay * w))),
        RmsPropOptimizer rmsProp => (w, g, state, _) =>
            w - (rmsProp.Rate * RmsPropDirection(rmsProp, g + (rmsProp.WeightDecay * w), state)),
        _ => throw new ArgumentException($"no formula for {optimizer}", nameof(optimizer)),
    };

    private static double SgdDirection(SgdOptimizer sgd, double g, double[] state)
    {
        state[0] = (sgd.Momentum * state[0]) + g;
        return sgd.Nesterov ? g + (sgd.Momentum * state[0]) : state[0];
    }

    private static double RmsPropDirection(RmsPropOptimizer rmsProp, double g, double[] state)
    {
        state[0] = (rmsProp.Smoothing * state[0]) + ((1 - rmsProp.Smoothing) * g * g);
        return g / (Math.Sqrt(state[0]) + rmsProp.Epsilon);
    }

    // The two corrected means by their names in the paper.
    private static double AdamDirection(double g, double[] state, int t, double beta1, double beta2, double epsilon)
    {
        state[0] = (beta1 * state[0]) + ((1 - beta1) * g);
        state[1] = (beta2 * state[1]) + ((1 - beta2) * g * g);
        double firstMoment = state[0] / (1 - Math.Pow(beta1, t));
        double secondMoment = state[1] / (1 - Math.Pow(beta2, t));
        return firstMoment / (Math.Sqrt(secondMoment) + epsilon);
    }

    private static float[] InitialWeights(int length)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }

    // Sums of about ten samples' gradients, of different sizes from weight to weight, some of them zero throughout.
    private static float[] GradientSums(int length, int step)
    {
        Random random = new(1000 + step);
        return [.. Enumerable.Range(0, length).Select(i => i % 7 == 3 ? 0 : 10 * (random.NextSingle() - 0.4f) / (1 + (i % 5)))];
    }
}
