using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

public sealed class DeterminismTests
{
    private static readonly EdmStochastic Churned = new(sChurn: 20, sMin: 0.05, sMax: 50, sNoise: 1.003);

    public static TheoryData<Sampler> Samplers => [new Euler(), new Heun(), Churned];

    [Theory]
    [MemberData(nameof(Samplers))]
    public async Task A_request_gives_the_same_bits_alone_and_in_company_that_comes_and_goes(Sampler sampler)
    {
        var alone = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 37, 12, seed: 5, sampler));

        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(new() { MaxLanesPerTick = 24 }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var observed = engine.SubmitAsync(Rig.Job(model, 37, 12, seed: 5, sampler));
        await barrier.ArriveAsync();
        var company = new List<Task<EngineResult>>();
        using var stop = new CancellationTokenSource();
        Sampler[] others = [new Heun(), new Euler(), Churned];
        for (var i = 0; i < 12; i++)
        {
            company.Add(engine.SubmitAsync(Rig.Job(model, 1 + (7 * i % 11), 3 + (5 * i % 13), (ulong)(100 + i), others[i % 3]), i % 2 == 0 ? stop.Token : default));
            await barrier.StepAsync();
        }

        await stop.CancelAsync();
        barrier.Open();
        Bits.Equal(alone, await observed.Within());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(company).Within());
        Assert.Contains(company, task => task.IsCanceled);
        Assert.Contains(company, task => task.IsCompletedSuccessfully);
        Assert.Contains(barrier.Log, tick => tick.Rows.Count > 2 && tick.Rows.ContainsKey(5));
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public async Task The_first_rows_of_a_larger_request_are_the_smaller_request(Sampler sampler)
    {
        var small = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 13, 9, seed: 3, sampler));
        var large = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 700, 9, seed: 3, sampler));
        Bits.Equal(small.States, large.States.AsSpan(0, small.States.Length));
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public async Task The_size_of_a_tick_changes_no_bit(Sampler sampler)
    {
        var reference = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 50, 7, seed: 11, sampler));
        foreach (var capacity in new[] { 1, 3, 64 })
        {
            await using var engine = new InferenceEngine(new() { MaxLanesPerTick = capacity });
            var model = await engine.AddModelAsync("modes", Rig.EightModes());
            Bits.Equal(reference, await engine.SubmitAsync(Rig.Job(model, 50, 7, seed: 11, sampler)).Within());
        }
    }

    [Fact]
    public async Task Stochastic_sampling_without_churn_is_Heun_bit_for_bit()
    {
        var heun = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 20, sampler: new Heun()));
        foreach (var still in new[] { new EdmStochastic(), new EdmStochastic(sChurn: 40, sMin: 100), new EdmStochastic(sChurn: 40, sMax: 0.001) })
        {
            Bits.Equal(heun, await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 20, sampler: still)));
        }
    }

    [Fact]
    public async Task Seed_and_attempt_choose_the_noise()
    {
        var states = new List<double[]>();
        foreach (var (seed, attempt) in new (ulong, ushort)[] { (1, 0), (2, 0), (1, 1) })
        {
            states.Add((await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 4, 5, seed) with { Attempt = attempt })).States);
        }

        Assert.Equal(states[0].Length * 3, states.SelectMany(s => s).Distinct().Count());
    }

    // A neighbour with terms must not make the engine multiply an absent guidance sum by an overflowing sigma^2.
    [Fact]
    public async Task A_neighbour_with_terms_does_not_touch_rows_at_extreme_noise_levels()
    {
        EngineJob Extreme(EngineModel model) => new()
        {
            Model = model, Program = new Euler().Program([1e160, 1e150, 1, 0]), Rows = 2, Seed = 1,
        };
        static GenPhys.Inference.Fields.IField Wide() =>
            new TamperedField(Rig.Gaussian(1)) { Lane = (_, _, denoised) => denoised.Clear() };
        var alone = await Rig.AloneAsync(Wide(), Extreme);
        Assert.Empty(alone.Failures);
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("wide", Wide());
        Task<EngineResult> guided;
        Task<EngineResult> extreme;
        using (await DevicePause.BeginAsync(engine))
        {
            guided = engine.SubmitAsync(Rig.Job(model, 3) with { Terms = [new PullTerm(1, 1)] });
            extreme = engine.SubmitAsync(Extreme(model));
        }

        Bits.Equal(alone, await extreme.Within());
        Assert.Empty((await guided.Within()).Failures);
    }
}
