using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Engine;

public sealed class MixedFlavourTests
{
    private static readonly double[] Points = [0.3, -0.4, 2.5, 1.9, -3.1, 0.2, 0.0, 0.0];

    private static double[,] JacobianOfEightModes(double x, double y, double sigma)
    {
        const double s2 = 0.04;
        var tau2 = s2 + (sigma * sigma);
        var weights = new double[8];
        var (mx, my, mxx, mxy, myy, total) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var k = 0; k < 8; k++)
        {
            var (a, b) = (3 * Math.Cos(k * Math.PI / 4), 3 * Math.Sin(k * Math.PI / 4));
            var w = Math.Exp(-(((x - a) * (x - a)) + ((y - b) * (y - b))) / (2 * tau2));
            (mx, my, mxx, mxy, myy, total) = (mx + (w * a), my + (w * b), mxx + (w * a * a), mxy + (w * a * b), myy + (w * b * b), total + w);
        }

        (mx, my) = (mx / total, my / total);
        var scale = sigma * sigma / (tau2 * tau2);
        return new[,]
        {
            { (s2 / tau2) + (scale * ((mxx / total) - (mx * mx))), scale * ((mxy / total) - (mx * my)) },
            { scale * ((mxy / total) - (mx * my)), (s2 / tau2) + (scale * ((myy / total) - (my * my))) },
        };
    }

    private static TableProgram Traces(double sigma) => new(
        1,
        [new Tick
        {
            Lanes =
            [
                new Lane(0, sigma, LaneFlavour.ValueAndVjp, new BasisCotangent(0)),
                new Lane(0, sigma),
                new Lane(0, sigma, LaneFlavour.ValueAndVjp, new BasisCotangent(1)),
                new Lane(0, sigma, LaneFlavour.ValueAndVjp, new RademacherCotangent(3)),
            ],
            Vectors = [new VectorUpdate(0, new VectorTerm(VectorSource.Denoised, 1, 1))],
            Scalars =
            [
                new ScalarUpdate(0, new(ScalarSource.Rate, 0, 1), new(ScalarSource.Rate, 2, 1)),
                new ScalarUpdate(1, new ScalarTerm(ScalarSource.Rate, 3, 1)),
                new ScalarUpdate(2, new(ScalarSource.One, 0, 5), new(ScalarSource.Rate, 1, 1)),
            ],
        }],
        scalarSlots: 3);

    [Theory]
    [InlineData(0.3)]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public async Task Value_and_gradient_lanes_of_one_tick_give_exact_and_probed_traces(double sigma)
    {
        using var barrier = new TickBarrier(open: true);
        await using var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var alone = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 5, 6, seed: 1));
        Task<EngineResult> sampling;
        Task<EngineResult> traces;
        using (await DevicePause.BeginAsync(engine))
        {
            sampling = engine.SubmitAsync(Rig.Job(model, 5, 6, seed: 1));
            traces = engine.SubmitAsync(new() { Model = model, Program = Traces(sigma), Rows = 4, Seed = 2, Initial = Points });
        }

        var result = await traces.Within();
        Assert.Equal(21, barrier.Log[0].Lanes);
        Assert.All(result.Evaluations, n => Assert.Equal(4, n));
        var z = new double[2];
        var mixed = false;
        for (var row = 0; row < 4; row++)
        {
            var (x, y) = (Points[2 * row], Points[(2 * row) + 1]);
            var j = JacobianOfEightModes(x, y, sigma);
            Philox.FillSigns(new NoiseKey(2, (uint)row, NoisePurpose.Probe, 0, 3), z);
            Assert.Equal(j[0, 0] + j[1, 1], result.Scalars[3 * row], 1e-10);
            Assert.Equal(j[0, 0] + j[1, 1] + (2 * z[0] * z[1] * j[0, 1]), result.Scalars[(3 * row) + 1], 1e-10);
            Assert.Equal(5, result.Scalars[(3 * row) + 2]);
            mixed |= Math.Abs(j[0, 1]) > 0.01;
            var denoised = Denoised(x, y, sigma);
            Assert.Equal(denoised[0], result.States[2 * row], 1e-12);
            Assert.Equal(denoised[1], result.States[(2 * row) + 1], 1e-12);
        }

        Assert.True(mixed, "Without an off-diagonal entry the probe shows nothing.");
        Bits.Equal(alone, await sampling.Within());
    }

    // Heun for x and the trapezoidal rule for l = integral of (d - tr J_D)/sigma, forward from low to high noise.
    [Fact]
    public async Task Scalar_slots_integrate_a_divergence_along_the_probability_flow()
    {
        const double s = 0.8, low = 0.01, high = 20;
        const int steps = 400;
        double[] points = [1.0, -0.5, 0.2, 0.7, -1.4, 0.1];
        var levels = Enumerable.Range(0, steps + 1).Select(i => low * Math.Pow(high / low, (double)i / steps)).ToArray();
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("gaussian", Rig.Gaussian(s));
        var alone = await Rig.AloneAsync(Rig.Gaussian(s), m => Rig.Job(m, 40, 18, seed: 1));
        Task<EngineResult> sampling;
        Task<EngineResult> divergence;
        using (await DevicePause.BeginAsync(engine))
        {
            divergence = engine.SubmitAsync(new()
            {
                Model = model, Rows = 3, Seed = 2, Initial = points,
                Program = new TableProgram(2, levels.SkipLast(1).Zip(levels.Skip(1), (a, b) => DivergenceStep(a, b)).SelectMany(t => t), 1),
            });
            sampling = engine.SubmitAsync(Rig.Job(model, 40, 18, seed: 1));
        }

        var result = await divergence.Within();
        var flow = Math.Sqrt(((high * high) + (s * s)) / ((low * low) + (s * s)));
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(points[i] * flow, result.States[i], 1e-3 * Math.Abs(points[i] * flow));
        }

        // d/2 ln((T^2 + s^2)/(t^2 + s^2)) with d = 2.
        Assert.All(result.Scalars, l => Assert.Equal(Math.Log(flow * flow), l, 1e-3));
        Bits.Equal(alone, await sampling.Within());
    }

    private static Tick[] DivergenceStep(double a, double b)
    {
        static Lane[] Lanes(int slot, double sigma) =>
        [
            new Lane(slot, sigma),
            new Lane(slot, sigma, LaneFlavour.ValueAndVjp, new BasisCotangent(0)),
            new Lane(slot, sigma, LaneFlavour.ValueAndVjp, new BasisCotangent(1)),
        ];
        ScalarUpdate Half(double sigma)
        {
            var h = 0.5 * (b - a) / sigma;
            return new(
                0, new(ScalarSource.Slot, 0, 1), new(ScalarSource.One, 0, 2 * h), new(ScalarSource.Rate, 1, -h), new(ScalarSource.Rate, 2, -h));
        }

        var half = 0.5 * (b - a) / b;
        return
        [
            new Tick
            {
                Lanes = Lanes(0, a), Scalars = [Half(a)],
                Vectors = [new VectorUpdate(1, new(VectorSource.Slot, 0, b / a), new(VectorSource.Denoised, 0, 1 - (b / a)))],
            },
            new Tick
            {
                Lanes = Lanes(1, b), Scalars = [Half(b)],
                Vectors = [new VectorUpdate(0, new(VectorSource.Slot, 0, 0.5), new(VectorSource.Slot, 1, 0.5 + half), new(VectorSource.Denoised, 0, -half))],
            },
        ];
    }

    private static double[] Denoised(double x, double y, double sigma)
    {
        var batch = new Inference.Fields.LaneBatch(2);
        batch.Resize(1);
        (batch.X[0], batch.X[1], batch.NoiseLevel[0]) = (x, y, sigma);
        Rig.EightModes().Evaluate(batch);
        return batch.Denoised.ToArray();
    }
}
