using GenPhys.Contracts;
using GenPhys.Inference.Guidance.Features;
using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Guidance.Particles;

public sealed class PotentialGradientTests
{
    private const int N = 5;
    private const int D = 4;
    private const double H = 1.7;
    private static readonly double[] One = [1, 1, 1, 1];
    private static readonly MlpArchitecture Extractor = new() { Hidden = [7], Dtype = NetworkDtype.Float64 };
    private static readonly SafeTensorsFile ExtractorWeights = new(
        [.. Extractor.Shapes(D, 3).Select((shape, i) => SafeTensor.Of(shape.Name, shape.Shape, Draws(100 + i, (int)shape.Shape.Aggregate(1L, (p, e) => p * e))))]);

    public static TheoryData<string> Kinds => ["rbf", "median", "angular", "torsion", "permuted", "farthest", "linear", "radius", "network", "electrostatic", "logarithmic"];

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("Acceptance", "P5")]
    public void Forces_are_central_differences_of_the_potential(string kind)
    {
        var x = Points();
        using var potential = Make(kind);
        var force = Force(potential, x);
        var h = kind == "median" ? MedianRule(x) : H;
        for (var i = 0; i < x.Length; i++)
        {
            var step = 1e-5;
            double At(double e)
            {
                var moved = x.ToArray();
                moved[i] += e;
                return LogPotential(kind, moved, h);
            }

            var expected = ((8 * (At(step) - At(-step))) - (At(2 * step) - At(-2 * step))) / (12 * step);
            Assert.Equal(expected, force[i], 1e-6 * Math.Max(1e-2, Math.Abs(expected)));
        }
    }

    [Theory]
    [InlineData("rbf")]
    [InlineData("median")]
    [InlineData("torsion")]
    [InlineData("linear")]
    [InlineData("electrostatic")]
    [Trait("Acceptance", "P5")]
    public void Forces_of_kernels_of_differences_sum_to_0_and_follow_their_samples(string kind)
    {
        var x = Points();
        using var potential = Make(kind);
        var force = Force(potential, x);
        for (var j = 0; j < D; j++)
        {
            Assert.Equal(0, Enumerable.Range(0, N).Sum(i => force[(i * D) + j]), 1e-13);
        }

        int[] order = [3, 0, 4, 1, 2];
        var shuffled = Force(potential, [.. order.SelectMany(i => x[(i * D)..((i + 1) * D)])]);
        for (var i = 0; i < N * D; i++)
        {
            Assert.Equal(force[(order[i / D] * D) + (i % D)], shuffled[i], 1e-13);
        }
    }

    [Fact]
    public void The_median_rule_has_no_length_for_pairs_and_survives_coincidence()
    {
        // m^2 / ln 2 of one pair makes k = 1/2 at any distance, so the force is (2/h)(1/2) d = ln 2 / d.
        foreach (var distance in new[] { 1e-3, 1.0, 50 })
        {
            var force = Force(new RbfPotential(new Bandwidth(), [0]), [0, distance], 1);
            Assert.Equal(-Math.Log(2) / distance, force[0], 1e-12 / distance);
            Assert.Equal(Math.Log(2) / distance, force[1], 1e-12 / distance);
        }

        Assert.All(Force(new RbfPotential(new Bandwidth(), [0]), [2, 2, 2], 1), f => Assert.Equal(0, f));
        Assert.All(Force(new ElectrostaticPotential(new Bandwidth(), 5000, null, [0]), [2, 2, 3], 1), f => Assert.True(double.IsFinite(f)));
    }

    [Fact]
    public void Bandwidth_and_weight_follow_the_noise_level_by_powers()
    {
        double[] x = [0, 1], one = [1], force = [0, 0];
        new RbfPotential(new Bandwidth(3, 2), [0]).AddForces(new ParticleGroup(1, 0.5, x, x, one, force));
        Assert.Equal(2 / 0.75 * Math.Exp(-1 / 0.75), force[1], 1e-14);
        Assert.Equal(8 * 0.5, new ParticleTerm(new RbfPotential(new Bandwidth(), [0])) { Rows = 2, Weight = 8, SigmaPower = 1 }.WeightAt(0.5), 1e-14);
    }

    private static Potential Make(string kind) => kind switch
    {
        "rbf" => new RbfPotential(new Bandwidth(H), [0, 1, 2, 3]),
        "median" => new RbfPotential(new Bandwidth(), [0, 1, 2, 3]),
        "angular" => new AngularPotential(new Bandwidth(H), [1, 0, 2, 3], [0.2, -0.1]),
        "torsion" => new TorsionPotential(new Bandwidth(H), [0, 1, 3], [], PermutationRule.Nearest),
        "permuted" => new TorsionPotential(new Bandwidth(H), [0, 1, 3], [[1, 2, 0]], PermutationRule.Nearest),
        "farthest" => new TorsionPotential(new Bandwidth(H), [0, 1, 3], [[1, 2, 0]], PermutationRule.Farthest),
        "electrostatic" => new ElectrostaticPotential(new Bandwidth(H), 5, 0.3, [0, 1, 2, 3]),
        "logarithmic" => new ElectrostaticPotential(new Bandwidth(H), 0, 0.3, [0, 1, 2, 3]),
        _ => new FeaturePotential(new Bandwidth(H), Features(kind)),
    };

    private static FeatureMap Features(string kind) => kind switch
    {
        "linear" => new LinearFeatureMap([[1, -0.5, 0.2, 0], [0.3, 0.1, -1, 0.7]]),
        "radius" => new RadiusFeatureMap([0.1, 0, -0.2, 0.4]),
        _ => new NetworkFeatureMap(
            NetworkEvaluators.Create(Extractor, ExtractorWeights, D, 3, new NetworkOptions()), [0.1, 0, 0.2, 0], [1.5, 1, 2, 1], 1),
    };

    private static double LogPotential(string kind, double[] x, double h)
    {
        double[] F(int i)
        {
            var row = x[(i * D)..((i + 1) * D)];
            if (kind is "linear" or "radius" or "network")
            {
                using var map = Features(kind);
                var features = new double[map.Count];
                map.Forward(row, 0, features);
                return features;
            }

            return kind switch
            {
                "angular" => [Math.Atan2(row[0] + 0.1, row[1] - 0.2), Math.Atan2(row[3] + 0.1, row[2] - 0.2)],
                "torsion" or "permuted" or "farthest" => [row[0], row[1], row[3]],
                _ => row,
            };
        }

        double Squared(double[] a, double[] b) => a.Zip(b, (p, q) =>
            kind is "angular" or "torsion" or "permuted" or "farthest" ? Math.Atan2(Math.Sin(p - q), Math.Cos(p - q)) : p - q).Sum(d => d * d);
        double Kernel(double[] a, double[] b) => kind switch
        {
            "permuted" => Math.Exp(-Math.Min(Squared(a, b), Squared(a, [b[1], b[2], b[0]])) / h),
            "farthest" => Math.Exp(-Math.Max(Squared(a, b), Squared(a, [b[1], b[2], b[0]])) / h),
            "electrostatic" => Math.Pow((Squared(a, b) + 0.09) / h, -2.5),
            "logarithmic" => -0.5 * Math.Log((Squared(a, b) + 0.09) / h),
            _ => Math.Exp(-Squared(a, b) / h),
        };
        var rows = Enumerable.Range(0, N).Select(F).ToArray();
        return -0.5 * rows.SelectMany((a, i) => rows.Where((_, j) => j != i).Select(b => Kernel(a, b))).Sum();
    }

    private static double MedianRule(double[] x)
    {
        var distances = Enumerable.Range(0, N).SelectMany(i => Enumerable.Range(i + 1, N - i - 1).Select(j =>
            Math.Sqrt(Enumerable.Range(0, D).Sum(c => Math.Pow(x[(i * D) + c] - x[(j * D) + c], 2))))).Order().ToArray();
        return Math.Pow((distances[4] + distances[5]) / 2, 2) / Math.Log(N);
    }

    private static double[] Force(Potential potential, double[] x, int dimension = D)
    {
        var force = new double[x.Length];
        potential.AddForces(new ParticleGroup(dimension, 0.7, x, x, One.AsSpan(0, dimension), force));
        return force;
    }

    private static double[] Points()
    {
        var x = Draws(1, N * D);
        return [.. x.Select(v => 1.6 * v)];
    }

    private static double[] Draws(int row, int count)
    {
        var numbers = new double[count];
        Philox.FillNormal(new NoiseKey(17, (uint)row, NoisePurpose.Data), numbers);
        return numbers;
    }
}
