using GenPhys.Inference.Fields;
using GenPhys.Inference.Processes;
using GenPhys.Training.Objectives;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Objectives;

public sealed class StableTargetFieldTests
{
    public static TheoryData<string> Processes => new("edm", "ve", "vp");

    [Theory(DisplayName = "S1: one reference gives the target of denoising score matching")]
    [Trait("Acceptance", "S1")]
    [MemberData(nameof(Processes))]
    public void One_reference_gives_the_denoising_target(string process)
    {
        using var scope = NewDisposeScope();
        foreach (var kernel in Kernels(process))
        {
            for (var seed = 0; seed < 20; seed++)
            {
                var y = Normal(1, 8, seed);
                var z = Normal(1, 8, 100 + seed);
                var (a, sigma) = (tensor(new[] { (float)kernel.A }), tensor(new[] { (float)kernel.Sigma }));
                var x = (a * y) + (sigma * z);
                var mean = StableTargetField.PosteriorMean(y, z, a, sigma);
                foreach (var kind in Enum.GetValues<RegressionTarget>())
                {
                    var stable = RegressionTargets.Of(kind, mean, x, a, sigma).data<float>().ToArray();
                    var single = RegressionTargets.Of(kind, y, x, a, sigma).data<float>().ToArray();
                    Assert.All(stable.Zip(single), pair => Assert.InRange(pair.First, MathF.BitDecrement(pair.Second), MathF.BitIncrement(pair.Second)));
                }
            }
        }
    }

    [Theory(DisplayName = "S2: the whole data set gives its exact score")]
    [Trait("Acceptance", "S2")]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(10)]
    public void The_whole_set_gives_the_exact_score(double level)
    {
        const int n = 256, d = 8;
        using var scope = NewDisposeScope();
        var y = Normal(n, d, 1);
        var z = Normal(n, d, 2);
        var sigma = full([n], (float)level);
        var one = ones([n]);
        var x = y + (sigma.unsqueeze(1) * z);

        var score = RegressionTargets.Of(RegressionTarget.Score, StableTargetField.PosteriorMean(y, z, one, sigma), x, one, sigma);

        var points = y.data<float>().ToArray();
        using var field = new GaussianMixtureField(
            Enumerable.Repeat(1.0 / n, n).ToArray(),
            Enumerable.Range(0, n).Select(k => points.AsSpan(k * d, d).ToArray().Select(v => (double)v).ToArray()).ToArray(),
            new double[n]);
        var lanes = new LaneBatch(d);
        lanes.Resize(n);
        var states = x.data<float>().ToArray();
        for (var i = 0; i < n * d; i++)
        {
            lanes.X[i] = states[i];
        }

        lanes.NoiseLevel.Fill((float)level);
        field.Evaluate(lanes);
        var (error, size) = (0.0, 0.0);
        var found = score.data<float>().ToArray();
        for (var i = 0; i < n * d; i++)
        {
            var exact = (lanes.Denoised[i] - lanes.X[i]) / (lanes.NoiseLevel[0] * lanes.NoiseLevel[0]);
            error = Math.Max(error, Math.Abs(found[i] - exact));
            size = Math.Max(size, Math.Abs(exact));
        }

        Assert.True(error <= 1e-5 * size, $"{error / size}");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(65)]
    public void Chunks_of_sources_change_nothing(int dimension)
    {
        using var scope = NewDisposeScope();
        const int n = 3000;
        var r = Normal(n, dimension, 3);
        var z = Normal(n, dimension, 4);
        var sigma = Normal(n, 1, 5).squeeze(1).exp();
        var one = ones([n]);

        var whole = matmul(StableTargetField.Weights(r, z, one, sigma), r.to(ScalarType.Float64)).to(ScalarType.Float32);
        var chunked = StableTargetField.PosteriorMean(r, z, one, sigma);

        Assert.True((whole - chunked).abs().max().item<float>() < 1e-6);
    }

    [Theory(DisplayName = "S7: the variance of the target by Monte Carlo")]
    [Trait("Acceptance", "S7")]
    [InlineData(8, 0.09337)]
    [InlineData(64, 0.01071)]
    public void The_variance_ratio_of_two_atoms_is_that_of_the_closed_form(int n, double published)
    {
        const int d = 64, draws = 4000, batches = 4;
        const double m = 0.8;
        var sigma = new VarianceExplodingProcess().Kernel(0.5).Sigma;
        var random = new Random(7);
        var sum = 0.0;
        for (var draw = 0; draw < draws; draw++)
        {
            // Stratified along mu; the other directions of x carry no information on the mode.
            var along = m + (sigma * Inference.Random.NormalQuantile.Of((draw + random.NextDouble()) / draws));
            var x = new double[d];
            for (var i = 0; i < d; i++)
            {
                x[i] = sigma * Inference.Random.NormalQuantile.Of(random.NextDouble() is var u && u > 0 ? u : 0.5);
            }

            var shift = along - (x.Sum() / 8);
            for (var i = 0; i < d; i++)
            {
                x[i] += shift / 8;
            }

            var alpha = TwoAtoms.Sigmoid(2 * m * along / (sigma * sigma));
            for (var batch = 0; batch < batches; batch++)
            {
                var references = new double[n * d];
                for (var k = 0; k < n; k++)
                {
                    var sign = random.NextDouble() < (k == 0 ? alpha : 0.5) ? 1 : -1;
                    references.AsSpan(k * d, d).Fill(sign * m / 8);
                }

                var target = Targets.Score(x, references, 1, sigma);
                for (var i = 0; i < d; i++)
                {
                    var exact = ((((2 * alpha) - 1) * m / 8) - x[i]) / (sigma * sigma);
                    sum += (target[i] - exact) * (target[i] - exact);
                }
            }
        }

        var ratio = sum / (draws * batches) / TwoAtoms.Between(m, 0, sigma);
        Assert.InRange(ratio, 0.95 * published, 1.05 * published);
    }

    [Fact(DisplayName = "S10: the covariance of the target for large batches")]
    [Trait("Acceptance", "S10")]
    public void Large_batches_have_the_covariance_of_the_delta_method()
    {
        const int n = 2000, batches = 4000;
        var (masses, exact) = (FiveAtoms.Masses, FiveAtoms.ExactScore(FiveAtoms.Masses));
        var posterior = FiveAtoms.Posterior(masses);
        var square = FiveAtoms.Sigma * FiveAtoms.Sigma;
        var expected = new double[3, 3];
        for (var k = 0; k < 5; k++)
        {
            // p_0 L^2 / p_t^2 = posterior^2 / p_0
            var weight = posterior[k] * posterior[k] / masses[k];
            var off = Enumerable.Range(0, 3).Select(i => ((FiveAtoms.Atoms[k][i] - FiveAtoms.X[i]) / square) - exact[i]).ToArray();
            AddOuter(expected, off, weight);
        }

        var random = new Random(10);
        var found = new double[3, 3];
        var references = new double[3 * n];
        for (var batch = 0; batch < batches; batch++)
        {
            for (var k = 0; k < n; k++)
            {
                FiveAtoms.Atoms[Pick(k == 0 ? posterior : masses, random.NextDouble())].CopyTo(references, 3 * k);
            }

            var target = Targets.Score(FiveAtoms.X, references, 1, FiveAtoms.Sigma);
            AddOuter(found, [.. target.Select((v, i) => v - exact[i])], (double)n / batches);
        }

        var trace = expected[0, 0] + expected[1, 1] + expected[2, 2];
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                Assert.InRange(found[i, j], expected[i, j] - (0.1 * trace), expected[i, j] + (0.1 * trace));
            }
        }
    }

    [Theory(DisplayName = "S11: the weights survive small noise in many dimensions")]
    [Trait("Acceptance", "S11")]
    [InlineData(0.002)]
    [InlineData(0.01)]
    public void Weights_survive_small_noise_in_many_dimensions(double level)
    {
        const int n = 512, d = 3072;
        var random = new Random(11);
        var points = new float[n * d];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = (float)((2 * random.NextDouble()) - 1);
        }

        double[] distances = [0.3, 1, 2];
        for (var k = 1; k <= 63; k++)
        {
            var offset = Enumerable.Range(0, d).Select(_ => random.NextDouble() - 0.5).ToArray();
            var scale = distances[k % 3] * level / Math.Sqrt(offset.Sum(v => v * v));
            for (var i = 0; i < d; i++)
            {
                points[(k * d) + i] = (float)(points[i] + (scale * offset[i]));
            }
        }

        using var scope = NewDisposeScope();
        var z = Normal(1, d, 12);
        var weights = StableTargetField.Weights(tensor(points, [n, d]), z, ones([1]), full([1], (float)level)).data<double>().ToArray();

        var noise = z.data<float>().ToArray();
        var logits = new double[n];
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < d; i++)
            {
                var difference = (double)points[i] - points[(k * d) + i];
                logits[k] -= difference * (difference + (2 * (double)(float)level * noise[i])) / (2 * (double)(float)level * (float)level);
            }
        }

        var top = logits.Max();
        var total = logits.Sum(l => Math.Exp(l - top));
        var worst = Enumerable.Range(0, n).Max(k => Math.Abs(weights[k] - (Math.Exp(logits[k] - top) / total)));
        Assert.True(worst < 1e-7, $"{worst}");
        Assert.Equal(1, weights.Sum(), 1e-12);
        Assert.True(weights.Count(w => w > 1e-3) > 3, "the near-copies must compete for this to test anything");
    }

    private static IEnumerable<DiffusionKernel> Kernels(string process)
    {
        DiffusionProcess made = process switch
        {
            "ve" => new VarianceExplodingProcess(),
            "vp" => new VariancePreservingProcess(),
            _ => new EdmProcess(),
        };
        return new[] { 0.1, 0.5, 0.9 }.Select(made.Kernel);
    }

    private static Tensor Normal(int rows, int columns, int seed)
    {
        using var generator = new Generator((ulong)seed);
        return randn([rows, columns], generator: generator);
    }

    private static int Pick(double[] masses, double u)
    {
        var k = 0;
        while (k < masses.Length - 1 && u >= masses[k])
        {
            u -= masses[k++];
        }

        return k;
    }

    private static void AddOuter(double[,] sum, double[] v, double weight)
    {
        for (var i = 0; i < v.Length; i++)
        {
            for (var j = 0; j < v.Length; j++)
            {
                sum[i, j] += weight * v[i] * v[j];
            }
        }
    }
}
