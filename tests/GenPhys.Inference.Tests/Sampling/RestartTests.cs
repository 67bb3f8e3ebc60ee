using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Sampling;

public sealed class RestartTests
{
    // Rows of tables B.6 and B.8 of the Restart study: NFE, main steps, then (points, repeats, tMin, tMax) per interval.
    public static TheoryData<int, int, double[]> HeunRows => new()
    {
        { 519, 20, [9, 30, 0.06, 0.20] },
        { 115, 18, [3, 20, 0.06, 0.30] },
        { 75, 18, [3, 10, 0.06, 0.30] },
        { 55, 18, [3, 5, 0.06, 0.30] },
        { 43, 18, [3, 2, 0.06, 0.30] },
        { 43, 18, [3, 2, 0.14, 0.30] },
        { 623, 36, [10, 3, 19.35, 40.79, 10, 3, 1.09, 1.92, 7, 6, 0.59, 1.09, 7, 6, 0.30, 0.59, 7, 25, 0.06, 0.30] },
        { 535, 36, [6, 1, 19.35, 40.79, 6, 1, 1.09, 1.92, 7, 6, 0.59, 1.09, 7, 6, 0.30, 0.59, 7, 25, 0.06, 0.30] },
        { 385, 36, [3, 1, 19.35, 40.79, 6, 1, 1.09, 1.92, 6, 5, 0.59, 1.09, 6, 5, 0.30, 0.59, 6, 20, 0.06, 0.30] },
        { 203, 36, [4, 1, 19.35, 40.79, 4, 1, 1.09, 1.92, 4, 5, 0.59, 1.09, 4, 5, 0.30, 0.59, 6, 6, 0.06, 0.30] },
        { 165, 18, [3, 1, 19.35, 40.79, 4, 1, 1.09, 1.92, 4, 5, 0.59, 1.09, 4, 5, 0.30, 0.59, 4, 10, 0.06, 0.30] },
        { 99, 18, [3, 1, 19.35, 40.79, 4, 1, 1.09, 1.92, 4, 4, 0.59, 1.09, 4, 1, 0.30, 0.59, 4, 4, 0.06, 0.30] },
        { 67, 18, [5, 1, 19.35, 40.79, 5, 1, 1.09, 1.92, 5, 1, 0.59, 1.09, 5, 1, 0.06, 0.30] },
        { 39, 14, [3, 1, 19.35, 40.79, 3, 1, 1.09, 1.92, 3, 1, 0.06, 0.30] },
    };

    [Theory]
    [MemberData(nameof(HeunRows))]
    [Trait("Acceptance", "R2")]
    public async Task Heun_with_Restart_costs_the_evaluations_of_the_study(int nfe, int steps, double[] intervals)
    {
        var restarts = intervals.Chunk(4).Select(r => new RestartInterval(r[2], r[3], (int)r[0], (int)r[1])).ToArray();
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("gaussian", Rig.Gaussian(1));
        var result = await engine.SubmitAsync(Rig.Job(model, 2) with
        {
            Program = new Heun().Program(SolverPath.Down(Rig.EdmLevels(steps), restarts: restarts)),
        });
        Assert.All(result.Evaluations, n => Assert.Equal(nfe, n));
    }

    [Theory]
    [InlineData(27, 8, 3, 1)]
    [InlineData(24, 7, 3, 1)]
    [InlineData(21, 6, 3, 1)]
    [InlineData(18, 5, 3, 1)]
    [Trait("Acceptance", "R2")]
    public void Dpm_solver_3_to_sigma_min_costs_the_evaluations_of_the_study(int nfe, int points, int restartPoints, int repeats)
    {
        var levels = new EdmNoiseSchedule().Levels(points);
        var path = SolverPath.Down(levels, restarts: [new RestartInterval(0.06, 1, restartPoints, repeats, RestartPlacement.NearestLog)]);
        Assert.Equal(nfe, new DpmSolver3().Program(path).MaximumLanes.Value);
    }

    [Fact]
    [Trait("Acceptance", "R1")]
    public void The_grid_has_the_values_of_the_study()
    {
        double[] published =
        [
            80, 57.586, 40.786, 28.375, 19.352, 12.910, 8.401, 5.315, 3.257, 1.923, 1.088, 0.5853, 0.2964, 0.1395, 0.0599, 0.0229, 0.0075, 0.002,
        ];
        var levels = new EdmNoiseSchedule().Levels(18);
        for (var i = 0; i < 18; i++)
        {
            Assert.Equal(published[i], levels[i], Math.Max(5e-5, 5e-4 * (published[i] >= 1 ? 1 : 0)));
        }

        Assert.Equal(80, levels[0]);
        Assert.Equal(0.002, levels[^1]);
    }

    // One Heun sweep over the interval multiplies a Gaussian's deviation by this factor.
    [Theory]
    [InlineData(1, 1.5, 3, 0.785426)]
    [InlineData(1, 1.5, 10, 0.784511)]
    [InlineData(1, 1.5, 40, 0.784467)]
    [InlineData(0.06, 0.3, 3, 0.959877)]
    [InlineData(0.06, 0.3, 10, 0.959570)]
    [InlineData(0.1, 2, 3, 0.519816)]
    [InlineData(0.1, 2, 10, 0.452739)]
    [InlineData(0.06, 5, 3, 0.327351)]
    [InlineData(0.06, 5, 40, 0.196706)]
    [Trait("Acceptance", "R4")]
    public async Task A_cycle_maps_mean_and_variance_of_a_Gaussian_as_the_closed_form_does(double tMin, double tMax, int points, double factor)
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("gaussian", Rig.Gaussian(1, 0));
        var inner = new RestartInterval(tMin, tMax, points, 1).Grid();
        var sweep = await engine.SubmitAsync(new EngineJob
        {
            Model = model, Rows = 1, Initial = [1], Program = new Heun().Program(SolverPath.Down(inner, fromPrior: false)),
        });
        Assert.Equal(factor, sweep.States[0], 1e-6);

        // A whole cycle from a point mass at 3: mean 3 f, variance f^2 (tMax^2 - tMin^2), then the last step to tMin / 2 undone.
        const int rows = 20_000;
        var path = SolverPath.Down([tMax, tMin, tMin / 2], fromPrior: false, restarts: [new RestartInterval(tMin, tMax, points, 1)]);
        var result = await engine.SubmitAsync(new EngineJob
        {
            Model = model, Rows = rows, Seed = 3, Initial = Enumerable.Repeat(3.0, rows).ToArray(), Program = new Heun().Program(path),
        });
        var before = HeunFactor(tMax, tMin);
        var after = HeunFactor(tMin, tMin / 2);
        var x = result.States.Select(v => v / after).ToArray();
        var sd = factor * Math.Sqrt((tMax * tMax) - (tMin * tMin));
        Assert.Equal(3 * before * factor, x.Average(), 4 * sd / Math.Sqrt(rows));
        Assert.Equal(sd, Rig.StandardDeviation(x), 4 * sd / Math.Sqrt(2.0 * rows));
    }

    [Fact]
    [Trait("Acceptance", "R8")]
    public async Task No_cycles_give_the_plain_result_bit_for_bit_and_splits_change_nothing()
    {
        await using var engine = new InferenceEngine(new EngineOptions { MaxLanesPerTick = 16 });
        await using var other = new InferenceEngine(new EngineOptions { MaxLanesPerTick = 300 });
        var plain = await Sample(engine, []);
        Assert.Equal(plain, await Sample(engine, [new RestartInterval(0.06, 0.3, 3, 0)]));
        RestartInterval[] restarts = [new(0.06, 0.3, 3, 4), new(0.6, 3, 4, 2)];
        var restarted = await Sample(engine, restarts);
        Assert.NotEqual(plain, restarted);
        Assert.Equal(restarted, await Sample(other, restarts));
    }

    [Fact]
    [Trait("Acceptance", "R8")]
    public async Task The_exact_law_is_a_fixed_point_of_the_cycle()
    {
        // Exact samples of p_tMin pass ten cycles and keep mean, covariance and mode masses.
        const int rows = 8000;
        const double tMin = 0.1;
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var initial = new double[2 * rows];
        var spread = Math.Sqrt((0.2 * 0.2) + (tMin * tMin));
        var noise = new double[2];
        for (var row = 0; row < rows; row++)
        {
            GenPhys.Inference.Random.Philox.FillNormal(new(17, (uint)row, GenPhys.Inference.Random.NoisePurpose.Data), noise);
            initial[2 * row] = (3 * Math.Cos(row % 8 * Math.PI / 4)) + (spread * noise[0]);
            initial[(2 * row) + 1] = (3 * Math.Sin(row % 8 * Math.PI / 4)) + (spread * noise[1]);
        }

        var lifted = await engine.SubmitAsync(new EngineJob
        {
            Model = model, Rows = rows, Seed = 5, Initial = initial, Program = Cycles(tMin, 3, 24, 10),
        });
        var x = lifted.States;
        for (var mode = 0; mode < 8; mode++)
        {
            var (cx, cy) = (3 * Math.Cos(mode * Math.PI / 4), 3 * Math.Sin(mode * Math.PI / 4));
            var mass = Enumerable.Range(0, rows).Count(r => Distance(x, r, cx, cy) < 1.1) / (double)rows;
            Assert.Equal(0.125, mass, 4 * Math.Sqrt(0.125 * 0.875 / rows));
        }

        var second = x.Average(v => v * v);
        Assert.Equal(4.5 + (spread * spread), second, 0.02);
    }

    [Fact]
    [Trait("Acceptance", "R9")]
    public void Levels_fire_in_the_order_in_which_the_main_grid_meets_them()
    {
        var levels = new EdmNoiseSchedule(0.002, 5).Levels(18);
        RestartInterval high = new(0.8, 3, 6, 1);
        RestartInterval low = new(0.1, 1, 6, 2);
        foreach (var order in new[] { new[] { high, low }, [low, high] })
        {
            var path = SolverPath.Down([.. levels, 0], restarts: order);
            var lifts = path.Steps.Where(s => s.Noise.Any(n => n.Draw.Purpose == GenPhys.Inference.Random.NoisePurpose.Restart)).Select(s => s.From);
            Assert.Equal([3, 1, 1], lifts);
            Assert.Equal((2 * 18) - 1 + 30, new Heun().Program(path).MaximumLanes.Value);
        }
    }

    [Fact]
    public void No_interval_is_lost_on_a_coarse_grid()
    {
        var levels = new EdmNoiseSchedule().Levels(5);
        var linear = SolverPath.Down([.. levels, 0], restarts: [new RestartInterval(0.06, 0.3, 3, 1)]);
        var log = SolverPath.Down([.. levels, 0], restarts: [new RestartInterval(0.06, 0.3, 3, 1, RestartPlacement.NearestLog)]);
        var inserted = SolverPath.Down([.. levels, 0], restarts: [new RestartInterval(0.06, 0.3, 3, 1, RestartPlacement.Insert)]);
        Assert.Equal(0.002, linear.Steps.Last(s => s.From < 0.3 && s.To > 0).To, 1e-12);
        Assert.Equal(5 + 2, linear.Steps.Count);
        Assert.Equal(5 + 2, log.Steps.Count);
        Assert.Equal(6 + 2, inserted.Steps.Count);
        Assert.Contains(inserted.Steps, s => s.To == 0.06);
    }

    [Fact]
    public void Processes_lift_with_noise_of_their_own()
    {
        Assert.Equal(0.16, new PfgmProcess().Jump(0.14, 0.30)!.Value.Scale, 1e-15);
        Assert.Equal(Math.Sqrt((0.3 * 0.3) - (0.14 * 0.14)), new PfgmppProcess(64).Jump(0.14, 0.30)!.Value.Scale, 1e-15);
        Assert.IsType<StudentLaw>(new PfgmppProcess(64).Jump(0.14, 0.30)!.Value.Law);
        Assert.Same(NoiseLaw.Gaussian, new PfgmppProcess(double.PositiveInfinity).Jump(0.14, 0.30)!.Value.Law);
    }

    private static TableProgram Cycles(double tMin, double tMax, int points, int repeats)
    {
        // A path that starts at tMin: its first step is the first cycle, lifted by that cycle's noise.
        var whole = SolverPath.Down([tMax, tMin], fromPrior: false, restarts: [new RestartInterval(tMin, tMax, points, repeats)]);
        return new Heun().Program(whole.From(1));
    }

    private static double Distance(double[] x, int row, double cx, double cy) =>
        Math.Sqrt(Math.Pow(x[2 * row] - cx, 2) + Math.Pow(x[(2 * row) + 1] - cy, 2));

    private static double HeunFactor(double a, double b)
    {
        var d1 = a / ((a * a) + 1);
        var d2 = b / ((b * b) + 1);
        return 1 + (0.5 * (b - a) * (d1 + (d2 * (1 + ((b - a) * d1)))));
    }

    private static async Task<double[]> Sample(InferenceEngine engine, RestartInterval[] restarts)
    {
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var result = await engine.SubmitAsync(Rig.Job(model, 50) with
        {
            Program = new Heun().Program(SolverPath.Down(Rig.EdmLevels(18), restarts: restarts)),
        });
        return result.States;
    }
}
