using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance;

public sealed class ClassifierFreeTests
{
    private const double Sigma = 0.8;
    private static readonly double[] Start = [0.4, -0.7, 1.1, 0.2];

    public static TheoryData<bool> Fields => [true, false];

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task The_denoiser_is_the_weighted_sum_of_both_and_costs_two_evaluations(bool mixture)
    {
        var conditioned = await Denoiser(mixture, new ConditionContrast(1, NoiseInterval.All));
        var free = await Denoiser(mixture, new ConditionContrast(0, NoiseInterval.All));
        Bits.Equal((await Denoiser(mixture, null)).States, conditioned.States);
        Bits.Equal((await Denoiser(mixture, null, conditions: null)).States, free.States);
        Assert.Equal([1, 1], conditioned.Evaluations);
        Assert.Equal([1, 1], free.Evaluations);
        foreach (var w in new[] { -1, 0.5, 2.5 })
        {
            var both = await Denoiser(mixture, new ConditionContrast(w, NoiseInterval.All));
            Assert.Equal([2, 2], both.Evaluations);
            for (var i = 0; i < 4; i++)
            {
                Assert.Equal((w * conditioned.States[i]) + ((1 - w) * free.States[i]), both.States[i], 1e-13);
            }
        }

        var outside = await Denoiser(mixture, new ConditionContrast(2.5, new NoiseInterval(0.9, 5)));
        Bits.Equal(conditioned.States, outside.States);
        Assert.Equal([1, 1], outside.Evaluations);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_term_on_the_denoiser_goes_back_through_both(bool mixture)
    {
        const double w = 1.8;
        double[] c = [0.3, -1.1];
        var contrast = new ConditionContrast(w, NoiseInterval.All);
        var g = await One(mixture, contrast, [1, 2], Start, VectorSource.Guidance, new ConstantCotangent(c) { Weight = 2 });
        Assert.Equal([2, 2], g.Evaluations);
        const double e = 1e-5;
        for (var i = 0; i < 4; i++)
        {
            double[] up = [.. Start], down = [.. Start];
            up[i] += e;
            down[i] -= e;
            var (a, b) = (await Denoiser(mixture, contrast, up), await Denoiser(mixture, contrast, down));
            var row = 2 * (i / 2);
            Assert.Equal(2 * ((c[0] * (a.States[row] - b.States[row])) + (c[1] * (a.States[row + 1] - b.States[row + 1]))) / (2 * e), g.States[i], 1e-7);
        }
    }

    [Fact]
    public async Task Conditioned_requests_have_the_bits_that_they_have_alone()
    {
        EngineJob Plain(EngineModel m) => Rig.Job(m, 9, 8, seed: 1);
        EngineJob Weighed(EngineModel m) => Rig.Job(m, 7, 8, seed: 2) with
        {
            Conditions = [1, 2, 1, 2, 1, 2, 1], Contrast = new ConditionContrast(1.5, new NoiseInterval(0.05, 20)), Terms = [new ConstantCotangent(1, 0)],
        };
        var (plain, weighed) = (await Rig.AloneAsync(Field(true), Plain), await Rig.AloneAsync(Field(true), Weighed));
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Field(true));
        var job = Weighed(model);
        Assert.True(Pricing.OfRow(job) > 1.5 * Pricing.OfRow(job with { Contrast = null }));
        Assert.Equal(weighed.Evaluations.Max(), (int)(Pricing.LanesOfRow(job.Program, job.Terms, job.Contrast) is var lanes ? lanes.Value + lanes.ValueAndVjp : 0));
        Task<EngineResult> first, second;
        using (await DevicePause.BeginAsync(engine))
        {
            first = engine.SubmitAsync(Plain(model));
            second = engine.SubmitAsync(job);
        }

        Bits.Equal(plain, await first.Within());
        Bits.Equal(weighed, await second.Within());
    }

    [Fact]
    public async Task A_condition_draws_from_its_class_alone()
    {
        var result = await Rig.AloneAsync(Field(true), m => Rig.Job(m, 200, 12) with { Conditions = [.. Enumerable.Range(0, 200).Select(i => 1 + (i % 2))] });
        for (var row = 0; row < 200; row++)
        {
            Assert.Equal(row % 2 == 0, result.States[2 * row] > 0.5);
        }
    }

    private static IField Field(bool mixture) => mixture
        ? new GaussianMixtureField([1, 2, 1], [[2, 0], [-1, 1.7], [-1, -1.7]], [0.3, 0.4, 0.2], [0, 1, 1])
        : new EmpiricalField([[2, 0], [-1, 1.7], [-1, -1.7], [1.5, 0.3]], new EdmProcess(), classes: [0, 1, 1, 0]);

    private static Task<EngineResult> Denoiser(bool mixture, ConditionContrast? contrast, double[]? x = null) => Denoiser(mixture, contrast, [1, 2], x);

    private static Task<EngineResult> Denoiser(bool mixture, ConditionContrast? contrast, int[]? conditions, double[]? x = null) =>
        One(mixture, contrast, conditions, x ?? Start, VectorSource.Denoised);

    private static Task<EngineResult> One(
        bool mixture, ConditionContrast? contrast, int[]? conditions, double[] x, VectorSource source, params GuidanceTerm[] terms) =>
        Rig.AloneAsync(Field(mixture), m => new EngineJob
        {
            Model = m,
            Rows = 2,
            Initial = x,
            Conditions = conditions,
            Contrast = contrast,
            Terms = terms,
            Program = new TableProgram(1, [new Tick { Lanes = [new Lane(0, Sigma)], Vectors = [new VectorUpdate(0, new VectorTerm(source, 0, 1))] }]),
        });
}
