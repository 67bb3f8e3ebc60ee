using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Tests.Networks;

/// <summary>The residual MLP in plain float64 loops, written from its formula: what every implementation is held against.</summary>
internal sealed class ReferenceResidualMlp(ResidualMlpArchitecture architecture, int inputs, int outputs, SafeTensorsFile weights)
{
    /// <summary>Weights drawn uniformly from ±1/√fan-in, as linear layers start out.</summary>
    public static SafeTensorsFile RandomWeights(ResidualMlpArchitecture architecture, int inputs, int outputs, int seed)
    {
        var random = new System.Random(seed);
        return new SafeTensorsFile(architecture.Shapes(inputs, outputs).Select(s =>
        {
            var count = (int)s.Shape.Aggregate(1L, (a, b) => a * b);
            var bound = 1 / Math.Sqrt(s.Shape.Length == 2 ? s.Shape[1] : architecture.Hidden);
            var values = Enumerable.Range(0, count).Select(_ => bound * (2 * random.NextDouble() - 1)).ToArray();
            return architecture.Dtype == NetworkDtype.Float64
                ? SafeTensor.Of(s.Name, s.Shape, values)
                : SafeTensor.Of(s.Name, s.Shape, Array.ConvertAll(values, v => (float)v));
        }));
    }

    public double[] Forward(double[] x, double noise)
    {
        var half = architecture.Embedding / 2;
        var embedding = new double[2 * half];
        for (var i = 0; i < half; i++)
        {
            var angle = architecture.EmbeddingScale * noise * Math.Pow(10000, -i / (double)half);
            (embedding[i], embedding[half + i]) = (Math.Cos(angle), Math.Sin(angle));
        }

        var h = Linear("input", x);
        for (var b = 0; b < architecture.Blocks; b++)
        {
            var u = Linear($"blocks.{b}.first", Array.ConvertAll(h, Silu));
            var e = Linear($"blocks.{b}.noise", embedding);
            var update = Linear($"blocks.{b}.second", [.. u.Zip(e, (p, q) => Silu(p + q))]);
            h = [.. h.Zip(update, (p, q) => p + q)];
        }

        Assert.Equal(architecture.Hidden, h.Length);
        var result = Linear("output", Array.ConvertAll(h, Silu));
        Assert.Equal(outputs, result.Length);
        return result;
    }

    /// <summary>J_F^T cotangent by central differences.</summary>
    public double[] VectorJacobian(double[] x, double noise, double[] cotangent, double step = 1e-5)
    {
        Assert.Equal(inputs, x.Length);
        return [.. Enumerable.Range(0, inputs).Select(i =>
        {
            double At(double value) => Forward([.. x[..i], value, .. x[(i + 1)..]], noise).Zip(cotangent, (f, c) => f * c).Sum();
            return (At(x[i] + step) - At(x[i] - step)) / (2 * step);
        })];
    }

    private static double Silu(double x) => x / (1 + Math.Exp(-x));

    private double[] Linear(string name, double[] x)
    {
        var (weight, bias) = (weights.Find(name + ".weight")!.ToDoubles(), weights.Find(name + ".bias")!.ToDoubles());
        return [.. bias.Select((b, j) => b + x.Select((v, i) => v * weight[j * x.Length + i]).Sum())];
    }
}
