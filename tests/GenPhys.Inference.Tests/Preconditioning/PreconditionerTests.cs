using GenPhys.Inference.Preconditioning;

namespace GenPhys.Inference.Tests.Preconditioning;

public sealed class PreconditionerTests
{
    private static readonly double[] NoiseLevels = [0.002, 0.01, 0.3, 1, 7, 80];

    public static TheoryData<Preconditioner> All =>
    [
        new EdmPreconditioner { SigmaData = 1 },
        new EdmPreconditioner { SigmaData = 2.1307, OutputScale = EdmOutputScale.Sigma },
        new VePreconditioner(),
        new VpPreconditioner(),
        new RawPreconditioner { Output = RawOutput.Denoised },
        new RawPreconditioner { Output = RawOutput.Noise, Input = RawInput.VariancePreserving, Noise = RawNoise.VpStep },
        new RawPreconditioner { Output = RawOutput.Score, Noise = RawNoise.LogSigma },
        new RawPreconditioner { Output = RawOutput.Score, Input = RawInput.VariancePreserving, Noise = RawNoise.VpTime },
    ];

    [Theory(DisplayName = "B11: the target of F has unit variance on data of variance sigma_d^2")]
    [Trait("Acceptance", "B11")]
    [InlineData(0.01, 0.5)]
    [InlineData(1, 0.5)]
    [InlineData(80, 0.5)]
    [InlineData(0.01, 2.1307)]
    [InlineData(1, 2.1307)]
    [InlineData(80, 2.1307)]
    public void Edm_target_has_unit_variance(double sigma, double sigmaData)
    {
        var c = new EdmPreconditioner { SigmaData = sigmaData }.At(sigma);
        var random = new System.Random(11);
        const int n = 200_000;
        double sum = 0, squares = 0, products = 0, inputSquares = 0;
        for (var i = 0; i < n; i++)
        {
            var y = sigmaData * Normal(random);
            var x = y + sigma * Normal(random);
            var target = (y - c.CSkip * x) / c.COut;
            var input = c.CIn * x;
            sum += target;
            squares += target * target;
            products += target * input;
            inputSquares += input * input;
        }

        Assert.InRange(squares / n - sum / n * (sum / n), 0.99, 1.01);
        Assert.InRange(inputSquares / n, 0.99, 1.01);

        // c_skip is the regression coefficient of y on x, so what is left for F is uncorrelated with its input.
        Assert.InRange(products / n, -0.01, 0.01);
    }

    [Fact]
    public void Edm_coefficients_equal_the_values_of_the_formulas()
    {
        var c = new EdmPreconditioner { SigmaData = 0.5 }.At(2);
        Assert.Equal(0.25 / 4.25, c.CSkip, 15);
        Assert.Equal(1 / Math.Sqrt(4.25), c.COut, 15);
        Assert.Equal(1 / Math.Sqrt(4.25), c.CIn, 15);
        Assert.Equal(0.17328679513998632, c.CNoise, 15);
        Assert.Equal(4.25, c.LossWeight, 14);
        Assert.Equal(2, new EdmPreconditioner { SigmaData = 0.5, OutputScale = EdmOutputScale.Sigma }.At(2).COut);
    }

    [Fact]
    public void Vp_clock_inverts_the_noise_schedule()
    {
        foreach (var t in new[] { 1e-5, 1e-3, 0.1, 0.5, 0.9, 1 })
        {
            // α_t = exp(2 b(t)), σ² = (1 − α)/α, in the terms of the forward process.
            var b = -0.25 * t * t * 19.9 - 0.5 * t * 0.1;
            var sigma = Math.Sqrt(Math.Exp(-2 * b) - 1);
            Assert.Equal(999 * t, new VpPreconditioner().At(sigma).CNoise, 999 * t * 1e-9);
        }
    }

    [Theory(DisplayName = "B4: D, s and eps of one network agree in every parameterisation")]
    [Trait("Acceptance", "B4")]
    [InlineData(RawInput.VarianceExploding)]
    [InlineData(RawInput.VariancePreserving)]
    public void Parameterisations_of_one_field_give_one_denoiser(RawInput coordinates)
    {
        // Oracle: data N(0.7, 0.4²), whose denoiser, score and noise prediction are known in both coordinate systems.
        const double mean = 0.7, deviation = 0.4;
        foreach (var sigma in NoiseLevels)
        {
            var x = 0.7 + 1.3 * sigma;
            var exact = (sigma * sigma * mean + deviation * deviation * x) / (sigma * sigma + deviation * deviation);
            var scale = coordinates == RawInput.VariancePreserving ? 1 / Math.Sqrt(1 + sigma * sigma) : 1;
            var input = scale * x;
            var inputVariance = scale * scale * (deviation * deviation + sigma * sigma);
            var score = (scale * mean - input) / inputVariance;
            var noise = -(scale * sigma) * score;

            foreach (var (output, network) in new[]
            {
                (RawOutput.Denoised, exact), (RawOutput.Noise, noise), (RawOutput.Score, score),
            })
            {
                var c = new RawPreconditioner { Output = output, Input = coordinates }.At(sigma);
                Assert.Equal(input, c.CIn * x, 1e-12 * Math.Abs(input));
                Assert.Equal(exact, c.CSkip * x + c.COut * network, 1e-12 * Math.Max(1, Math.Abs(x)));
            }
        }
    }

    [Fact(DisplayName = "B4: the VP column of Karras et al. is noise prediction in VP coordinates, the VE column is sigma times the score")]
    [Trait("Acceptance", "B4")]
    public void Table_columns_equal_their_raw_forms()
    {
        foreach (var sigma in NoiseLevels)
        {
            var raw = new RawPreconditioner
            {
                Output = RawOutput.Noise, Input = RawInput.VariancePreserving, Noise = RawNoise.VpStep,
            };
            Assert.Equal(raw.At(sigma), new VpPreconditioner().At(sigma));

            // VE: F = (D − x)/σ = σ s.
            var ve = new VePreconditioner().At(sigma);
            var score = new RawPreconditioner { Output = RawOutput.Score }.At(sigma);
            Assert.Equal(score.COut, ve.COut * sigma, 1e-12 * score.COut);
            Assert.Equal((1.0, 1.0), (ve.CSkip, ve.CIn));
            Assert.Equal(Math.Log(sigma) - Math.Log(2), ve.CNoise, 1e-14);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_parameterisation_is_finite_and_weights_by_the_inverse_square(Preconditioner preconditioner)
    {
        Assert.Empty(preconditioner.Problems());
        foreach (var sigma in NoiseLevels)
        {
            var c = preconditioner.At(sigma);
            Assert.True(double.IsFinite(c.CSkip) && double.IsFinite(c.CIn) && double.IsFinite(c.CNoise));
            Assert.NotEqual(0, c.COut);
            Assert.Equal(1, c.LossWeight * c.COut * c.COut, 12);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_noise_level_that_is_not_positive_and_finite_is_refused(Preconditioner preconditioner)
    {
        foreach (var sigma in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => preconditioner.At(sigma));
        }
    }

    [Fact]
    public void Bad_parameters_are_named()
    {
        Assert.Equal("sigmaData", Assert.Single(new EdmPreconditioner { SigmaData = 0 }.Problems()).Member);
        Assert.Equal("sigmaData", Assert.Single(new EdmPreconditioner { SigmaData = double.NaN }.Problems()).Member);
        Assert.Equal(
            ["betaMin", "betaMax", "steps"],
            new VpPreconditioner { BetaMin = -1, BetaMax = -2, Steps = 1 }.Problems().Select(p => p.Member));
    }

    private static double Normal(System.Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
