using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Sampling;

public sealed class StochasticSamplerTests
{
    // On a Gaussian of deviation s every step is x' = f x + q z, so the variance follows v' = f^2 v + q^2.
    [Theory]
    [InlineData("ddpm")]
    [InlineData("ddimHalf")]
    [InlineData("eulerMaruyama")]
    [InlineData("eulerMaruyamaStrong")]
    public async Task Variance_on_a_Gaussian_follows_the_recursion(string kind)
    {
        const int rows = 20_000;
        const double s = 0.5;
        var levels = Rig.EdmLevels(24);
        var v = levels[0] * levels[0];
        for (var i = 0; i + 1 < levels.Length; i++)
        {
            var (a, b) = (levels[i], levels[i + 1]);
            var shrink = a * a / ((a * a) + (s * s));
            var (f, q2) = Step(kind, a, b, shrink);
            v = (f * f * v) + q2;
        }

        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("gaussian", Rig.Gaussian(s));
        var result = await engine.SubmitAsync(Rig.Job(model, rows, 24, 3, Create(kind)));
        var expected = Math.Sqrt(v);
        Assert.Equal(expected, Rig.StandardDeviation(result.States), 4 * expected / Math.Sqrt(4.0 * rows));
        Assert.Equal(0, result.States.Average(), 4 * expected / Math.Sqrt(2.0 * rows));
        Assert.All(result.Evaluations, n => Assert.Equal(24, n));
    }

    [Fact]
    [Trait("Acceptance", "B12")]
    [Trait("Category", "Slow")]
    public async Task Reverse_equation_and_probability_flow_give_every_mode_its_mass()
    {
        const int rows = 8000;
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        foreach (var (sampler, steps) in new (Sampler, int)[] { (new EulerMaruyama(), 1000), (new Heun(), 100) })
        {
            var x = (await engine.SubmitAsync(Rig.Job(model, rows, steps, 5, sampler))).States;
            for (var mode = 0; mode < 8; mode++)
            {
                var (cx, cy) = (3 * Math.Cos(mode * Math.PI / 4), 3 * Math.Sin(mode * Math.PI / 4));
                var near = x.Chunk(2).Where(p => Math.Sqrt(((p[0] - cx) * (p[0] - cx)) + ((p[1] - cy) * (p[1] - cy))) < 1.1).ToArray();
                Assert.Equal(0.125, near.Length / (double)rows, 0.015);
                var spread = Math.Sqrt(near.Average(p => 0.5 * (((p[0] - cx) * (p[0] - cx)) + ((p[1] - cy) * (p[1] - cy)))));
                Assert.InRange(spread, 0.19, 0.21);
            }
        }
    }

    [Fact]
    public async Task Without_noise_the_families_meet()
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        async Task<double[]> Run(Sampler sampler) => (await engine.SubmitAsync(Rig.Job(model, 64, 20, 9, sampler))).States;
        var euler = await Run(new Euler());
        Close(euler, await Run(new Ddim(0)));
        Close(euler, await Run(new EulerMaruyama(0)));
        Close(await Run(new Ddpm()), await Run(new Ddim(1)));
    }

    private static void Close(double[] a, double[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i], b[i], 1e-9);
        }
    }

    private static (double F, double Q2) Step(string kind, double a, double b, double shrink)
    {
        // D = (1 - shrink) x, so x - D = shrink x.
        if (kind == "ddpm")
        {
            var keep = b * b / (a * a);
            return (1 - shrink + (keep * shrink), keep * ((a * a) - (b * b)));
        }

        if (kind == "ddimHalf")
        {
            var q2 = 0.25 * b * b * ((a * a) - (b * b)) / (a * a);
            return (1 - shrink + (Math.Sqrt((b * b) - q2) / a * shrink), q2);
        }

        var c = kind == "eulerMaruyama" ? 1.0 : 3.0;
        return b == 0 ? (1 - shrink, 0) : (1 - ((a - b) * (1 + c) / a * shrink), 2 * c * a * (a - b));
    }

    private static Sampler Create(string kind) => kind switch
    {
        "ddpm" => new Ddpm(),
        "ddimHalf" => new Ddim(0.5),
        "eulerMaruyama" => new EulerMaruyama(),
        _ => new EulerMaruyama(3),
    };
}
