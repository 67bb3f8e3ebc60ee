using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Engine;

public sealed class ClosedFormSamplingTests
{
    // Heun is linear on a Gaussian centred at 0, so every output is the prior draw times one factor, which the scalar
    // recursion gives independently of the engine.
    [Theory]
    [Trait("Acceptance", "B5")]
    [InlineData(0.5, 10, null)]
    [InlineData(0.5, 18, 1.055249)]
    [InlineData(0.5, 40, 1.009754)]
    [InlineData(0.25, 18, null)]
    [InlineData(2.0, 18, null)]
    public async Task Heun_on_a_Gaussian_scales_the_prior_draw_by_the_recursion(double s, int steps, double? published)
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("gaussian", Rig.Gaussian(s));
        var result = await engine.SubmitAsync(Rig.Job(model, 300, steps));

        var levels = Rig.EdmLevels(steps);
        var factor = 1.0;
        for (var i = 0; i < steps; i++)
        {
            var (a, b) = (levels[i], levels[i + 1]);
            var d1 = a / ((a * a) + (s * s));
            var d2 = b / ((b * b) + (s * s));
            factor *= 1 + ((b - a) * (b > 0 ? 0.5 * (d1 + (d2 * (1 + ((b - a) * d1)))) : d1));
        }

        var ratio = 80 * factor / s;
        if (published is { } expected)
        {
            Assert.Equal(expected, ratio, 1e-5);
        }

        var noise = new double[2];
        for (var row = 0; row < 300; row++)
        {
            Philox.FillNormal(new NoiseKey(7, (uint)row, NoisePurpose.Prior), noise);
            for (var j = 0; j < 2; j++)
            {
                Assert.Equal(noise[j] * s * ratio, result.States[(2 * row) + j], 1e-6 * s * Math.Abs(noise[j]));
            }
        }

        Assert.All(result.Evaluations, n => Assert.Equal((2 * steps) - 1, n));
        Assert.Empty(result.Failures);
    }
}
