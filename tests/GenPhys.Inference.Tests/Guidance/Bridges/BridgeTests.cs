using GenPhys.Inference.Constraints;
using GenPhys.Inference.Constraints.Regions;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Bridges;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance.Bridges;

[Trait("Category", "Slow")]
public sealed class BridgeTests
{
    [Theory]
    [Trait("Acceptance", "M3")]
    [InlineData(1, 5e-3, 0.02)]
    [InlineData(2, 5e-6, 0.02)]
    [InlineData(4, 5e-12, 0.15)]
    public async Task Alone_on_the_flow_a_bridge_shrinks_the_distance_by_its_power(double kappa, double distance, double tolerance)
    {
        double[] levels = [.. new LogLinearNoiseSchedule(0.01, 10).Levels(201)];
        var result = await Rig.AloneAsync(new ZeroScore(2), m => new EngineJob
        {
            Model = m, Program = new Heun().Program(SolverPath.Down(levels, fromPrior: false)), Rows = 1, Initial = [5, 7],
            Terms = [new BridgeTerm(new HalfPlane([1, 0], 0), null) { Weight = kappa }],
        });
        Assert.Equal(distance, result.States[0], tolerance * distance);
        Assert.Equal(7, result.States[1], 1e-12);
    }

    [Fact]
    [Trait("Acceptance", "M4")]
    public async Task The_bridged_score_is_that_of_the_tilted_density_which_gathers_on_the_set()
    {
        var disc = new Disc([0.5, -0.2], 0.8);
        foreach (var (sigma, sigmaData) in new[] { (0.3, (double?)null), (0.3, 0.7), (2.0, 1.5) })
        {
            var term = new BridgeTerm(disc, null) { Weight = 1.5, SigmaMax = 5, SigmaData = sigmaData };
            double[] x = [1.9, 0.7];
            var nu = sigmaData is { } d ? Math.Sqrt(1 + (sigma * sigma / (d * d))) : 1;
            double LogTilted(double a, double b)
            {
                var field = Rig.Gaussian(0.9);
                return field.LogDensity([a, b], sigma) - (1.5 * ((1 / (sigma * sigma)) - (1.0 / 25)) * disc.Evaluate([a / nu, b / nu], []));
            }

            var g = (await Guided.SumAsync(Rig.Gaussian(0.9), [term], sigma, x)).States;
            const double e = 1e-5;
            double[] difference = [(LogTilted(x[0] + e, x[1]) - LogTilted(x[0] - e, x[1])) / (2 * e), (LogTilted(x[0], x[1] + e) - LogTilted(x[0], x[1] - e)) / (2 * e)];
            for (var j = 0; j < 2; j++)
            {
                Assert.Equal(difference[j], (-x[j] / (0.81 + (sigma * sigma))) + g[j], 1e-6 * Math.Max(1, Math.Abs(difference[j])));
            }
        }

        var outside = new List<double>();
        foreach (var sigma in new[] { 4.0, 1, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-6 })
        {
            var (inMass, outMass) = (0.0, 0.0);
            var field = Rig.Gaussian(0.9);
            var gamma = (1 / (sigma * sigma)) - (1.0 / 25);
            for (var a = -4.995; a < 5; a += 0.04)
            {
                for (var b = -4.995; b < 5; b += 0.04)
                {
                    var mass = Math.Exp(field.LogDensity([a, b], sigma) - (gamma * disc.Evaluate([a, b], [])));
                    _ = disc.Contains([a, b]) ? inMass += mass : outMass += mass;
                }
            }

            outside.Add(outMass / (inMass + outMass));
        }

        Assert.True(outside.Zip(outside.Skip(1)).All(pair => pair.First > pair.Second), string.Join(' ', outside));
        Assert.InRange(outside[^1], 0, 1e-6);
    }

    [Fact]
    [Trait("Acceptance", "M5")]
    public async Task Bridges_add_up_to_one_to_the_intersection_in_any_order()
    {
        var (right, above) = (new HalfPlane([-1, 0], -0.5), new HalfPlane([0, -1], -0.3));
        static BridgeTerm To(Constraint set) => new(set, null) { Weight = 1, SigmaMax = 80 };
        double[] x = [-2, -1, 3, -0.5, 1, 1, -0.4, 9];
        var both = await Guided.SumAsync(Rig.Gaussian(1), [To(right), To(above)], 0.7, x);
        var turned = await Guided.SumAsync(Rig.Gaussian(1), [To(above), To(right)], 0.7, x);
        var product = await Guided.SumAsync(Rig.Gaussian(1), [To(new Intersection([right, above]))], 0.7, x);
        Bits.Equal(both.States, turned.States);
        Bits.Equal(both.States, product.States);
        Assert.Equal([0, 0], both.States[4..6]);
        Assert.True(both.States[0] > 0 && both.States[1] > 0);

        var samples = await Rig.AloneAsync(Rig.Gaussian(1), m => Rig.Job(m, 500, 40) with { Terms = [To(right), To(above)] });
        for (var row = 0; row < 500; row++)
        {
            Assert.True(samples.States[2 * row] >= 0.5 - 1e-3 && samples.States[(2 * row) + 1] >= 0.3 - 1e-3);
        }
    }

    [Theory]
    [Trait("Acceptance", "M6")]
    [InlineData(0.1, 0.5, 0.3, 0.07557605, 1.660961, -0.000005)]
    [InlineData(-1, -1.5, 0.5, 0.05213462, -0.694529, 0.554280)]
    [InlineData(2.5, 0.5, 0.2, 0.00000964, -14.113724, 0)]
    [InlineData(0, 0, 2, 0.02912906, 0, 0)]
    public async Task The_diffusion_bridge_of_the_checkerboard_has_its_published_values(double x, double y, double sigma, double density, double first, double second)
    {
        var boxes = Board();
        var g = (await Guided.SumAsync(new ZeroScore(2), [new DiffusionBridgeTerm(boxes, null)], sigma, [x, y])).States;
        Assert.Equal(first, g[0], 1e-6);
        Assert.Equal(second, g[1], 1e-6);
        boxes.Begin();
        boxes.Place(0, x, sigma);
        boxes.Place(1, y, sigma);
        Assert.Equal(density, Enumerable.Range(0, 8).Sum(b => Math.Exp(boxes.LogMass(b))) / 8, 1e-8);
    }

    [Fact]
    [Trait("Acceptance", "M6")]
    public async Task The_diffusion_bridge_alone_draws_the_uniform_law_of_the_checkerboard()
    {
        const int rows = 2000;
        double[] levels = [.. new EdmNoiseSchedule().Levels(100), 0];
        var result = await Rig.AloneAsync(new ZeroScore(2), m => new EngineJob
        {
            Model = m, Program = new Heun().Program(levels), Rows = rows, Seed = 3, Terms = [new DiffusionBridgeTerm(Board(), null)],
        });
        var board = new Checkerboard(new() { Origin = [-2, -2], Cell = 1, Columns = 4, Rows = 4, Parity = 0 });
        var counts = new int[16];
        for (var row = 0; row < rows; row++)
        {
            var (x, y) = (result.States[2 * row], result.States[(2 * row) + 1]);
            Assert.InRange(board.Distance([x, y]), 0, 1e-3);
            counts[(4 * Math.Clamp((int)Math.Floor(x + 2), 0, 3)) + Math.Clamp((int)Math.Floor(y + 2), 0, 3)]++;
        }

        // Eight allowed cells; 18.48 is the 1 % point of chi-squared with seven degrees. Points on an edge within the tolerance count on either side.
        var allowed = counts.Where(count => count > rows / 16).ToList();
        Assert.Equal(8, allowed.Count);
        Assert.InRange(allowed.Sum(count => Math.Pow(count - (rows / 8.0), 2) / (rows / 8.0)), 0, 18.48);
    }

    [Fact]
    [Trait("Acceptance", "M7")]
    public async Task Far_outside_the_diffusion_bridge_is_the_projection()
    {
        foreach (var sigma in new[] { 0.01, 0.003, 0.001 })
        {
            double[] x = [2.3, 0.5, 2.5, 1.7, -2.11, -1.5, 3.5, 3.4];
            double[] projected = [2, 0.5, 2, 1.7, -2, -1.5, 2, 2];
            var g = (await Guided.SumAsync(new ZeroScore(2), [new DiffusionBridgeTerm(Board(), null)], sigma, x)).States;
            for (var i = 0; i < x.Length; i++)
            {
                var expected = (projected[i] - x[i]) / (sigma * sigma);
                Assert.Equal(expected, g[i], 0.011 * Math.Max(Math.Abs(expected), 1));
            }
        }
    }

    [Fact]
    [Trait("Acceptance", "M8")]
    public async Task Without_training_a_bridge_heaps_mass_on_the_edge_and_the_exact_score_does_not()
    {
        const int rows = 2000;
        var set = new HalfPlane([-1], -0.5);
        double[] levels = [.. new LogLinearNoiseSchedule(0.002, 80).Levels(300), 0];
        async Task<double[]> Sample(Sampler sampler, GuidanceTerm term) => [.. (await Rig.AloneAsync(
            new GaussianMixtureField([1], [[0.0]], [1.0]),
            m => new EngineJob { Model = m, Program = sampler.Program(levels), Rows = rows, Seed = 11, Terms = [term] })).States.Order()];
        (double Mean, double Deviation, double Edge, double Ks) Observe(double[] x)
        {
            var tail = Tail(0.5);
            var ks = x.Select((value, i) => Math.Max(
                Math.Abs(((i + 1.0) / rows) - Math.Max(0, 1 - (Tail(value) / tail))), Math.Abs(((double)i / rows) - Math.Max(0, 1 - (Tail(value) / tail))))).Max();
            return (x.Average(), Rig.StandardDeviation(x), x.Count(value => Math.Abs(value - 0.5) < 0.02) / (double)rows, ks);
        }

        static double Tail(double value) => Math.Exp(NormalLaw.LogCdf(-value));
        var flow = await Sample(new Heun(), new BridgeTerm(set, null) { Weight = 2 });
        var stochastic = await Sample(new EulerMaruyama(), new BridgeTerm(set, null) { Weight = 2 });
        var exact = await Sample(new EulerMaruyama(), new ClassifierTerm(
            new MixtureRegionClassifier([1], [[0]], [1], new IntervalBoxes([([0.5], [double.PositiveInfinity])])), 0));
        Assert.InRange(flow[0], 0.5 - 1e-6, 1);
        var seen = Observe(flow);
        Assert.Equal(0.70, seen.Mean, 0.03);
        Assert.Equal(0.69, seen.Edge, 0.03);
        seen = Observe(stochastic);
        Assert.Equal(0.911, seen.Mean, 0.03);
        Assert.Equal(0.473, seen.Deviation, 0.03);
        Assert.Equal(0.142, seen.Edge, 0.03);
        Assert.Equal(0.25, seen.Ks, 0.03);
        seen = Observe(exact);
        Assert.Equal(1.141, seen.Mean, 0.03);
        Assert.Equal(0.518, seen.Deviation, 0.03);
        Assert.Equal(0.023, seen.Edge, 0.01);
        Assert.InRange(seen.Ks, 0, 0.015 + (1.63 / Math.Sqrt(rows)));
    }

    [Fact]
    public async Task Data_units_margins_and_frozen_coordinates_are_kept()
    {
        var units = new NormalisationSpec { Mean = [10, -5], Scale = [2, 2] };
        var set = new Box([0, -100], [1, 100]);
        var samples = await Rig.AloneAsync(Rig.Gaussian(1), m => Rig.Job(m, 50, 12) with
        {
            Terms = [new BridgeTerm(set, units) { Weight = 1, Margin = 0.05, SigmaMax = 80, Frozen = [1] }],
        });
        var plain = await Rig.AloneAsync(Rig.Gaussian(1), m => Rig.Job(m, 50, 12));
        for (var row = 0; row < 50; row++)
        {
            Assert.InRange(10 + (2 * samples.States[2 * row]), 0.05 - 1e-4, 0.95 + 1e-4);
            Assert.Equal(plain.States[(2 * row) + 1], samples.States[(2 * row) + 1], 1e-12);
        }
    }

    private static IntervalBoxes Board() => new(
        [.. from i in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 4) where (i + j) % 2 == 0 select (new double[] { i - 2, j - 2 }, new double[] { i - 1, j - 1 })]);
}
