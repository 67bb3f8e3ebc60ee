using GenPhys.Inference.Engine;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance;

public sealed class FrameTests
{
    private const double S = 0.7;
    private static readonly double[] C = [0.3, -1.1];

    // One evaluation of a Gaussian with mean 0: D = k x and J = k I with k = s^2/(s^2 + sigma^2); the answer is G itself.
    private static EngineJob OneEvaluation(EngineModel model, double sigma, params GuidanceTerm[] terms) => new()
    {
        Model = model,
        Rows = 2,
        Initial = [1, 2, -3, 0.5],
        Terms = terms,
        ReportGuidance = true,
        Program = new TableProgram(1, [new Tick
        {
            Lanes = [new Lane(0, sigma)], Vectors = [new VectorUpdate(0, new VectorTerm(VectorSource.Guidance, 0, 1))],
        }]),
    };

    private static double K(double sigma) => S * S / ((S * S) + (sigma * sigma));

    [Fact]
    public async Task Terms_on_the_denoiser_go_back_through_its_jacobian_and_share_a_lane()
    {
        const double sigma = 0.8;
        GuidanceTerm[] terms = [new ConstantCotangent(C) { Weight = 2 }, new ConstantCotangent(C) { Weight = -0.5 }, new PullTerm(1, 4) { Weight = 3 }];
        var result = await Rig.AloneAsync(Rig.Gaussian(S), m => OneEvaluation(m, sigma, terms));

        Assert.Equal([1, 1], result.Evaluations);
        double[] x = [1, 2, -3, 0.5];
        for (var i = 0; i < 4; i++)
        {
            var g = (1.5 * K(sigma) * C[i % 2]) - (3 * (x[i] - 1) / 4);
            Assert.Equal(g, result.States[i], 1e-14);
        }

        for (var row = 0; row < 2; row++)
        {
            var g = result.States.AsSpan(2 * row, 2);
            Assert.Equal(sigma * sigma * Math.Sqrt((g[0] * g[0]) + (g[1] * g[1])), result.Guidance![row]!.LargestPull, 1e-13);
        }
    }

    [Fact]
    public async Task A_term_whose_length_counts_has_its_own_lane_and_is_cut_to_its_clip()
    {
        const double sigma = 0.8, clip = 0.01;
        GuidanceTerm[] terms = [new ConstantCotangent(C) { Weight = 2 }, new ConstantCotangent(0, 1) { Weight = -5, Clip = clip }];
        var result = await Rig.AloneAsync(Rig.Gaussian(S), m => OneEvaluation(m, sigma, terms));

        Assert.Equal([2, 2], result.Evaluations);
        Assert.Equal(2 * K(sigma) * C[0], result.States[0], 1e-14);
        Assert.Equal((2 * K(sigma) * C[1]) - (clip / (sigma * sigma)), result.States[1], 1e-14);
        Assert.Equal([1, 1], result.Guidance!.Select(row => row!.Clips));

        var alone = await Rig.AloneAsync(Rig.Gaussian(S), m => OneEvaluation(m, sigma, terms[1]));
        Assert.Equal([1, 1], alone.Evaluations);
        Assert.Equal(-clip / (sigma * sigma), alone.States[1], 1e-14);
    }

    [Fact]
    public async Task Outside_of_its_interval_a_term_costs_nothing_and_does_nothing()
    {
        var levels = Rig.EdmLevels(6);
        var term = new ConstantCotangent(C) { Interval = new NoiseInterval(levels[3], levels[1]) };
        EngineJob Job(EngineModel m) => Rig.Job(m, 3, 6, sampler: new Euler()) with { Terms = [term] };
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("gaussian", Rig.Gaussian(S));
        Assert.Equal(new LaneCount(3, 3), Pricing.LanesOfRow(Job(model).Program, [term]));
        Assert.Equal(3 + (3 * 2.3), Pricing.OfRow(Job(model)), 1e-12);

        var guided = await engine.SubmitAsync(Job(model)).Within();
        var plain = await engine.SubmitAsync(Job(model) with { Terms = [] }).Within();
        Assert.NotEqual(plain.States, guided.States);
        var outside = await engine.SubmitAsync(Job(model) with { Terms = [new ConstantCotangent(C) { Interval = new NoiseInterval(100, 200) }] }).Within();
        Bits.Equal(plain, outside);
    }

    [Fact]
    public async Task A_term_that_throws_or_gives_no_number_fails_its_rows_alone()
    {
        var clean = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 40, 6, seed: 4));
        var broken = new TestTerm((in lane) =>
        {
            if (lane.NoiseLevel < 1 && lane.X[0] > 2)
            {
                throw new DivideByZeroException("by hand");
            }

            lane.Gradient.Fill(lane.NoiseLevel < 1 && lane.X[0] < -2 ? double.NaN : 0);
        });
        var result = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 40, 6, seed: 4) with { Terms = [broken] });

        var reasons = result.Failures.Select(f => f.Reason).ToHashSet();
        Assert.Equal(new HashSet<string> { "A guidance term failed: by hand", "The guidance was non-finite." }, reasons);
        Assert.InRange(result.Failures.Count, 5, 35);
        var failed = result.Failures.Select(f => f.Row).ToHashSet();
        for (var row = 0; row < 40; row++)
        {
            Bits.Equal(failed.Contains(row) ? [0, 0] : clean.States.AsSpan(2 * row, 2), result.States.AsSpan(2 * row, 2));
        }
    }

    [Fact]
    public async Task A_term_that_couples_rows_sees_whole_groups_and_the_first_groups_of_a_larger_request_are_a_smaller_one()
    {
        var term = new Gather { Rows = 5 };
        EngineJob Job(EngineModel m, int rows, GuidanceTerm t) => Rig.Job(m, rows, 6, seed: 9) with { GroupSize = 5, Terms = [t] };
        var small = await Rig.AloneAsync(Rig.EightModes(), m => Job(m, 10, term));
        Assert.Equal([5], term.Sizes.Distinct());
        var large = await Rig.AloneAsync(Rig.EightModes(), m => Job(m, 13, term));
        Assert.Equal([3, 5], term.Sizes.Distinct().Order());
        Bits.Equal(small.States, large.States.AsSpan(0, 20));
        var plain = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 10, 6, seed: 9));
        Assert.NotEqual(plain.States, small.States);
    }

    [Fact]
    public async Task Mixed_terms_and_plain_requests_in_one_tick_have_the_bits_they_have_alone()
    {
        EngineJob Plain(EngineModel m) => Rig.Job(m, 11, 9, seed: 1);
        EngineJob Vjp(EngineModel m) => Rig.Job(m, 7, 6, seed: 2) with { Terms = [new ConstantCotangent(C), new PullTerm(0, 80)] };
        EngineJob Clipped(EngineModel m) => Rig.Job(m, 5, 7, seed: 3) with
        {
            Terms = [new PullTerm(0, 20), new ConstantCotangent(1, 1) { Clip = 0.1 }, new ConstantCotangent(C) { Interval = new(0.1, 5) }],
        };
        EngineJob Groups(EngineModel m) => Rig.Job(m, 6, 8, seed: 4) with { GroupSize = 3, Terms = [new Gather { Rows = 3, Weight = 0.1 }] };
        Func<EngineModel, EngineJob>[] jobs = [Plain, Vjp, Clipped, Groups];
        var alone = new List<EngineResult>();
        foreach (var job in jobs)
        {
            alone.Add(await Rig.AloneAsync(Rig.EightModes(), job));
        }

        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        Task<EngineResult>[] together;
        using (await DevicePause.BeginAsync(engine))
        {
            together = [.. jobs.Select(job => engine.SubmitAsync(job(model)))];
        }

        for (var i = 0; i < jobs.Length; i++)
        {
            Bits.Equal(alone[i], await together[i].Within());
        }
    }
}
