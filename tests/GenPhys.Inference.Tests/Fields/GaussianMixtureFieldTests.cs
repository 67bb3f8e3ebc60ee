using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Tests.Fields;

public sealed class GaussianMixtureFieldTests
{
    private static readonly double[] Sigmas = [0.05, 0.3, 1, 4, 30];

    private static GaussianMixtureField Uneven() => new([0.2, 0.5, 0.3], [[1, -0.5], [-0.8, 0.4], [0.1, 1.7]], [0.4, 0.15, 0.9]);

    private static IEnumerable<double[]> Points(int dim)
    {
        var random = new System.Random(8);
        for (var i = 0; i < 20; i++)
        {
            yield return [.. Enumerable.Range(0, dim).Select(_ => (4 * random.NextDouble()) - 2)];
        }
    }

    private static double[] Denoise(GaussianMixtureField field, double[] x, double sigma)
    {
        var batch = new LaneBatch(x.Length);
        batch.Resize(1);
        x.CopyTo(batch.X);
        batch.NoiseLevel[0] = sigma;
        field.Evaluate(batch);
        return batch.Denoised.ToArray();
    }

    private static double[] VectorJacobian(GaussianMixtureField field, double[] x, double sigma, double[] c)
    {
        var batch = new LaneBatch(x.Length);
        batch.Resize(1, withVectorJacobian: true);
        x.CopyTo(batch.X);
        batch.NoiseLevel[0] = sigma;
        field.EvaluateWithVjp(batch, lanes => c.CopyTo(lanes.Cotangent));
        Assert.Equal(Denoise(field, x, sigma), batch.Denoised.ToArray());
        return batch.VectorJacobian.ToArray();
    }

    [Fact]
    [Trait("Acceptance", "B3")]
    public void The_score_is_the_gradient_of_the_log_density()
    {
        foreach (var field in new[] { Uneven(), Tests.Engine.Rig.EightModes() })
        {
            foreach (var sigma in Sigmas)
            {
                foreach (var x in Points(2))
                {
                    var d = Denoise(field, x, sigma);
                    var scale = Enumerable.Range(0, 2).Max(j => Math.Abs(d[j] - x[j])) / (sigma * sigma);
                    for (var j = 0; j < 2; j++)
                    {
                        Assert.Equal(Gradient(field, x, sigma, j), (d[j] - x[j]) / (sigma * sigma), 1e-6 * Math.Max(scale, 1e-3));
                    }
                }
            }
        }
    }

    // Fourth-order central differences, so that their own error stays far below 1e-6.
    private static double Gradient(GaussianMixtureField field, double[] x, double sigma, int j)
    {
        var h = 1e-3 * Math.Sqrt(0.0225 + (sigma * sigma));
        double At(double shift)
        {
            var moved = (double[])x.Clone();
            moved[j] += shift;
            return field.LogDensity(moved, sigma);
        }

        return ((8 * (At(h) - At(-h))) - (At(2 * h) - At(-2 * h))) / (12 * h);
    }

    [Fact]
    public void The_log_density_integrates_to_one()
    {
        var field = Uneven();
        const double h = 0.05, sigma = 0.3;
        var sum = 0.0;
        for (var x = -8.0; x < 8; x += h)
        {
            for (var y = -8.0; y < 8; y += h)
            {
                sum += Math.Exp(field.LogDensity([x, y], sigma)) * h * h;
            }
        }

        Assert.Equal(1, sum, 1e-9);
    }

    [Fact]
    [Trait("Acceptance", "B3")]
    public void Denoiser_and_score_agree_with_the_textbook_formulas()
    {
        var oracle = MixtureOracle.Example;
        foreach (var sigma in Sigmas)
        {
            foreach (var x in Points(3))
            {
                var d = Denoise(oracle.Field(), x, sigma);
                var s = oracle.Score(x, sigma);
                Assert.All(Enumerable.Range(0, 3), j => Assert.Equal(x[j] + (sigma * sigma * s[j]), d[j], 1e-12));
            }
        }
    }

    [Fact]
    public void The_vector_Jacobian_product_matches_central_differences()
    {
        var field = Uneven();
        double[] c = [0.7, -1.3];
        foreach (var sigma in Sigmas)
        {
            foreach (var x in Points(2))
            {
                var product = VectorJacobian(field, x, sigma, c);
                for (var j = 0; j < 2; j++)
                {
                    const double h = 1e-5;
                    var up = Denoise(field, [x[0] + (j == 0 ? h : 0), x[1] + (j == 1 ? h : 0)], sigma);
                    var down = Denoise(field, [x[0] - (j == 0 ? h : 0), x[1] - (j == 1 ? h : 0)], sigma);
                    var expected = ((c[0] * (up[0] - down[0])) + (c[1] * (up[1] - down[1]))) / (2 * h);
                    Assert.Equal(expected, product[j], 1e-6);
                }
            }
        }
    }

    [Fact]
    public void The_Jacobian_is_symmetric_and_has_the_closed_form()
    {
        var oracle = MixtureOracle.Example;
        foreach (var sigma in Sigmas)
        {
            foreach (var x in Points(3))
            {
                var exact = oracle.DenoiserJacobian(x, sigma);
                for (var i = 0; i < 3; i++)
                {
                    var row = VectorJacobian(oracle.Field(), x, sigma, [.. Enumerable.Range(0, 3).Select(j => j == i ? 1.0 : 0)]);
                    Assert.All(Enumerable.Range(0, 3), j => Assert.Equal(exact[i, j], row[j], 1e-11));
                }
            }

            // Components of different widths have no such closed form, but D = x + sigma^2 grad log p keeps J symmetric.
            foreach (var x in Points(2))
            {
                Assert.Equal(VectorJacobian(Uneven(), x, sigma, [1, 0])[1], VectorJacobian(Uneven(), x, sigma, [0, 1])[0], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(1e6, 1e-3)]
    [InlineData(-1e6, 1e-3)]
    [InlineData(1e6, 80)]
    [InlineData(1e-300, 1e-3)]
    [InlineData(1e100, 1)]
    public void The_far_tail_stays_finite(double far, double sigma)
    {
        foreach (var field in new[] { Uneven(), Tests.Engine.Rig.EightModes(), new([1, 1], [[0, 0], [1, 1]], [0, 0]) })
        {
            Assert.All(Denoise(field, [far, -far], sigma), v => Assert.True(double.IsFinite(v)));
            Assert.All(VectorJacobian(field, [far, -far], sigma, [1, 2]), v => Assert.True(double.IsFinite(v)));
            Assert.True(double.IsFinite(field.LogDensity([far, -far], sigma)));
        }

        // Between equal components the nearest one takes all the weight.
        var modes = Tests.Engine.Rig.EightModes();
        if (Math.Abs(far) > 1e5 && Math.Abs(far) < 1e7 && sigma < 1)
        {
            var d = Denoise(modes, [far, 0], sigma);
            var tau2 = 0.04 + (sigma * sigma);
            Assert.Equal(((0.04 * far) + (sigma * sigma * Math.Sign(far) * 3)) / tau2, d[0], Math.Abs(far) * 1e-12);
        }
    }

    [Fact]
    public void Atoms_pull_to_the_nearest_point_and_weigh_by_distance()
    {
        var field = new GaussianMixtureField([1, 3], [[-1.0], [1.0]], [0, 0]);
        Assert.Equal(1, Denoise(field, [0.9], 0.01)[0], 1e-12);
        Assert.Equal(-1, Denoise(field, [-0.2], 0.01)[0], 1e-12);

        // At x = 0 the weights are the prior's, 1/4 and 3/4; sigma^2 dD/dx is then the posterior variance 3/4.
        Assert.Equal(0.5, Denoise(field, [0.0], 2)[0], 1e-12);
        Assert.Equal(0.75 / 4, VectorJacobian(field, [0.0], 2, [1])[0], 1e-12);
    }

    [Fact]
    public void A_lane_depends_on_nothing_but_itself()
    {
        var field = Uneven();
        var points = Points(2).ToArray();
        var batch = new LaneBatch(2);
        batch.Resize(points.Length);
        for (var i = 0; i < points.Length; i++)
        {
            points[i].CopyTo(batch.X[(2 * i)..]);
            batch.NoiseLevel[i] = Sigmas[i % 5];
        }

        field.Evaluate(batch);
        for (var i = 0; i < points.Length; i++)
        {
            Assert.Equal(Denoise(field, points[i], Sigmas[i % 5]), batch.Denoised.Slice(2 * i, 2).ToArray());
        }
    }

    public static TheoryData<double[], double[][], double[]> Hostile => new()
    {
        { [], [], [] },
        { [1], [[0.0], [1.0]], [1] },
        { [1, 1], [[0.0], [1.0]], [1] },
        { [1], [[]], [1] },
        { [1], [null!], [1] },
        { [1, 1], [[0.0], null!], [1, 1] },
        { [1, 1], [[0.0], [1.0, 2.0]], [1, 1] },
        { [1], [[double.NaN]], [1] },
        { [1], [[double.PositiveInfinity]], [1] },
        { [0], [[0.0]], [1] },
        { [-1], [[0.0]], [1] },
        { [double.NaN], [[0.0]], [1] },
        { [double.PositiveInfinity], [[0.0]], [1] },
        { [1e308, 1e308], [[0.0], [1.0]], [1, 1] },
        { [1], [[0.0]], [-0.1] },
        { [1], [[0.0]], [double.NaN] },
        { [1], [[0.0]], [1e200] },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_parameters_are_refused(double[] weights, double[][] means, double[] deviations)
    {
        Assert.Throws<ArgumentException>(() => new GaussianMixtureField(weights, means, deviations));
    }

    [Fact]
    public void Weights_are_scaled_to_sum_to_one()
    {
        var one = new GaussianMixtureField([1, 3], [[0.0], [1.0]], [0.5, 0.5]);
        var scaled = new GaussianMixtureField([1e-200, 3e-200], [[0.0], [1.0]], [0.5, 0.5]);
        Assert.Equal(one.LogDensity([0.3], 0.2), scaled.LogDensity([0.3], 0.2), 1e-13);
    }
}
