using GenPhys.Inference.Codes;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Tests.Engine;
using GenPhys.Inference.Tests.Guidance;

namespace GenPhys.Inference.Tests.Codes;

/// <summary>Codes on their way from a job to the network.</summary>
public sealed class CodeEngineTests
{
    private static readonly double[] Start = [0.4, -0.7, 1.1, 0.2, -0.3, 0.9];
    private static readonly int[] Codes = [0, 1, 2, 0, 1, 1];

    public static TheoryData<CodeInjection, bool> Kinds => CodedFields.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_row_is_denoised_with_its_own_codes(CodeInjection injection, bool simd)
    {
        var coded = await Denoiser(injection, simd, Codes, null);
        var free = await Denoiser(injection, simd, null, null);
        using var field = CodedFields.Create(injection, simd);
        for (var row = 0; row < 3; row++)
        {
            double[] x = [Start[2 * row], Start[(2 * row) + 1]];
            Bits.Equal(CodedFields.Denoised(field, x, 0.8, Codes[2 * row], Codes[(2 * row) + 1]), coded.States.AsSpan(2 * row, 2));
            Bits.Equal(CodedFields.Denoised(field, x, 0.8, -1, -1), free.States.AsSpan(2 * row, 2));
        }

        Assert.NotEqual(coded.States, free.States);
        Assert.NotEqual(coded.States[..2], (await Denoiser(injection, simd, [1, 1, 2, 0, 1, 1], null)).States[..2]);
        Assert.NotEqual(coded.States[..2], (await Denoiser(injection, simd, [0, 0, 2, 0, 1, 1], null)).States[..2]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("Acceptance", "D12")]
    public async Task Guidance_is_linear_in_its_excess_and_costs_two_evaluations(CodeInjection injection, bool simd)
    {
        static ConditionContrast Of(double gamma) => new(1 + gamma, NoiseInterval.All, OfCodes: true);
        var conditional = await Denoiser(injection, simd, Codes, null);
        var unconditional = await Denoiser(injection, simd, null, null);
        var (zero, minusOne) = (await Denoiser(injection, simd, Codes, Of(0)), await Denoiser(injection, simd, Codes, Of(-1)));
        Bits.Equal(conditional.States, zero.States);
        Bits.Equal(unconditional.States, minusOne.States);
        Assert.Equal([1, 1, 1], zero.Evaluations);
        Assert.Equal([1, 1, 1], minusOne.Evaluations);
        foreach (var gamma in new[] { -0.5, 0.5, 2 })
        {
            var guided = await Denoiser(injection, simd, Codes, Of(gamma));
            Assert.Equal([2, 2, 2], guided.Evaluations);
            for (var i = 0; i < Start.Length; i++)
            {
                Assert.Equal(conditional.States[i] + (gamma * (conditional.States[i] - unconditional.States[i])), guided.States[i], 1e-12);
            }
        }
    }

    [Fact]
    [Trait("Acceptance", "D12")]
    public async Task Guidance_on_an_exact_field_is_linear_too()
    {
        var field = () => new GaussianMixtureField([1, 2, 1], [[2, 0], [-1, 1.7], [-1, -1.7]], [0.3, 0.4, 0.2], [0, 1, 2]);
        Task<EngineResult> Of(int[]? codes, double? gamma) => Rig.AloneAsync(field(), m => Job(m, gamma is { } g ? new ConditionContrast(1 + g, NoiseInterval.All) : null) with
        {
            Conditions = codes,
        });
        var (conditional, unconditional) = (await Of([1, 2, 3], null), await Of(null, null));
        var (zero, minusOne) = (await Of([1, 2, 3], 0), await Of([1, 2, 3], -1));
        Bits.Equal(conditional.States, zero.States);
        Bits.Equal(unconditional.States, minusOne.States);
        var guided = await Of([1, 2, 3], 1.5);
        Assert.Equal([2, 2, 2], guided.Evaluations);
        Assert.All(Enumerable.Range(0, 6), i => Assert.Equal((2.5 * conditional.States[i]) - (1.5 * unconditional.States[i]), guided.States[i], 1e-12));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Coded_requests_have_the_bits_that_they_have_alone(CodeInjection injection, bool simd)
    {
        EngineJob Plain(EngineModel m) => Rig.Job(m, 9, 4, seed: 1);
        EngineJob Coded(EngineModel m) => Rig.Job(m, 7, 4, seed: 2) with { Codes = [0, 0, 1, 1, 2, 0, 0, 1, 1, 0, 2, 1, 0, 0] };
        EngineJob Guided(EngineModel m) => Coded(m) with
        {
            Seed = 3, Contrast = new ConditionContrast(1.5, new NoiseInterval(0.05, 20), OfCodes: true), Terms = [new ConstantCotangent(1, 0)],
        };
        var jobs = new Func<EngineModel, EngineJob>[] { Plain, Coded, Guided };
        var alone = new List<EngineResult>();
        foreach (var job in jobs)
        {
            alone.Add(await Rig.AloneAsync(CodedFields.Create(injection, simd), job));
        }

        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("coded", CodedFields.Create(injection, simd));
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

    [Fact]
    public async Task Codes_may_be_filled_in_the_preparation()
    {
        var later = new int[14];
        var given = await Rig.AloneAsync(CodedFields.Create(CodeInjection.Input, simd: true), m => Rig.Job(m, 7, 4) with { Codes = [.. Enumerable.Repeat(1, 14)] });
        var filled = await Rig.AloneAsync(
            CodedFields.Create(CodeInjection.Input, simd: true), m => Rig.Job(m, 7, 4) with { Codes = later, Prepare = [() => Array.Fill(later, 1)] });
        Bits.Equal(given, filled);
    }

    [Fact]
    public async Task Codes_of_another_number_are_refused()
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("coded", CodedFields.Create(CodeInjection.Input, simd: true));
        await Assert.ThrowsAsync<ArgumentException>(() => engine.SubmitAsync(Rig.Job(model, 3, 4) with { Codes = [0, 1, 2] }));
    }

    private static Task<EngineResult> Denoiser(CodeInjection injection, bool simd, int[]? codes, ConditionContrast? contrast) =>
        Rig.AloneAsync(CodedFields.Create(injection, simd), m => Job(m, contrast) with { Codes = codes });

    private static EngineJob Job(EngineModel model, ConditionContrast? contrast) => new()
    {
        Model = model,
        Rows = 3,
        Initial = Start,
        Contrast = contrast,
        Program = new TableProgram(1, [new Tick { Lanes = [new Lane(0, 0.8)], Vectors = [new VectorUpdate(0, new VectorTerm(VectorSource.Denoised, 0, 1))] }]),
    };
}
