using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

public sealed class InFlightBatchingTests
{
    [Fact]
    public async Task A_short_request_joins_a_running_long_one_and_ends_before_it()
    {
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var longer = engine.SubmitAsync(Rig.Job(model, 10, 18, seed: 1));
        await barrier.ArriveAsync();
        await barrier.StepAsync(5);
        var shorter = engine.SubmitAsync(Rig.Job(model, 4, 3, seed: 2));

        // It was submitted while a tick was held, so it joins the one after it and then takes its 5 evaluations.
        await barrier.StepAsync(1);
        await barrier.StepAsync(5);
        Assert.Equal(4, (await shorter.Within()).Evaluations.Length);
        Assert.False(longer.IsCompleted);
        Assert.Equal(11, engine.Statistics.Ticks);
        Assert.Equal((11 * 10) + (5 * 4), engine.Statistics.Lanes);

        barrier.Open();
        await longer.Within();
        Assert.Equal(35, engine.Statistics.Ticks);
        Assert.Equal((35 * 10) + (5 * 4), engine.Statistics.Lanes);
        Assert.Equal(
            Enumerable.Range(0, 35).Select(tick => tick is >= 6 and < 11 ? 14 : 10), barrier.Log.Select(tick => tick.Lanes));
    }

    [Fact]
    public async Task Rows_of_different_samplers_step_counts_and_levels_share_one_evaluation()
    {
        var evaluations = new List<(int Lanes, int Levels)>();
        var field = new TamperedField(Rig.EightModes())
        {
            Before = lanes => evaluations.Add((lanes.Count, lanes.NoiseLevel.ToArray().Distinct().Count())),
        };
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", field);
        Task<EngineResult>[] all;
        using (await DevicePause.BeginAsync(engine))
        {
            all =
            [
                engine.SubmitAsync(Rig.Job(model, 3, 4, 1, new Euler())),
                engine.SubmitAsync(Rig.Job(model, 5, 4, 2, new Heun())),
                engine.SubmitAsync(Rig.Job(model, 7, 9, 3, new EdmStochastic(sChurn: 9))),
            ];
        }

        await Task.WhenAll(all).Within();
        Assert.Equal(17, evaluations.Count);
        Assert.All(evaluations.Take(4), e => Assert.Equal(15, e.Lanes));
        Assert.All(evaluations.Skip(4).Take(3), e => Assert.Equal(12, e.Lanes));
        Assert.All(evaluations.Skip(7), e => Assert.Equal(7, e.Lanes));
        Assert.Contains(evaluations, e => e.Levels == 3);
    }

    [Fact]
    public async Task Progress_counts_rows_and_evaluations_and_a_callback_that_throws_faults_its_request_alone()
    {
        var seen = new List<EngineProgress>();
        await using var engine = new InferenceEngine(new() { MaxLanesPerTick = 4 });
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        await engine.SubmitAsync(Rig.Job(model, 6, 2, sampler: new Euler()) with { Progress = seen.Add }).Within();

        // 4 rows, twice, then 2 rows, twice; the last tick is told by the result.
        Assert.Equal([new(0, 6, 4), new(4, 6, 8), new(4, 6, 10)], seen);

        Task<EngineResult> broken;
        Task<EngineResult> fine;
        using (await DevicePause.BeginAsync(engine))
        {
            broken = engine.SubmitAsync(Rig.Job(model, 2) with { Progress = _ => throw new InvalidOperationException("progress") });
            fine = engine.SubmitAsync(Rig.Job(model, 2));
        }

        Assert.Equal("progress", (await Assert.ThrowsAsync<InvalidOperationException>(() => broken.Within())).Message);
        await fine.Within();
        Assert.Equal(0, engine.Statistics.ActiveRows);
    }

    [Fact]
    public async Task Timings_come_from_the_clock()
    {
        var clock = new FakeTimeProvider();
        using var barrier = new TickBarrier { AfterEachTick = () => clock.Advance(TimeSpan.FromMilliseconds(2)) };
        await using var engine = new InferenceEngine(new() { TimeProvider = clock }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var running = engine.SubmitAsync(Rig.Job(model, 2, 10, sampler: new Euler()));
        await barrier.ArriveAsync();
        clock.Advance(TimeSpan.FromMilliseconds(7));
        barrier.Open();
        var result = await running.Within();
        Assert.Equal(TimeSpan.FromMilliseconds(7), result.Queued);
        Assert.Equal(TimeSpan.FromMilliseconds(20), result.Run);
    }
}
