using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

public sealed class FairnessTests
{
    [Fact]
    public async Task Small_requests_beside_a_large_one_end_in_their_own_number_of_ticks()
    {
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(new() { MaxLanesPerTick = 8 }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var large = engine.SubmitAsync(Rig.Job(model, 1000, 5, seed: 1, new Euler()));
        await barrier.ArriveAsync();
        await barrier.StepAsync(3);
        var small = Enumerable.Range(2, 3).Select(i => engine.SubmitAsync(Rig.Job(model, 2, 10, (ulong)i, new Euler()))).ToArray();
        await barrier.StepAsync();
        var before = barrier.Log.Count;
        await barrier.StepAsync(10);
        Assert.All(small, request => Assert.True(request.IsCompletedSuccessfully));
        foreach (var tick in barrier.Log.Skip(before))
        {
            Assert.Equal(8, tick.Lanes);
            Assert.All(Enumerable.Range(1, 4), seed => Assert.Equal(2, tick.Rows[(ulong)seed].Length));
        }

        barrier.Open();
        await large.Within();

        // No lane stays empty until the last rows, of 5 steps each, run out.
        Assert.All(barrier.Log.SkipLast(5), tick => Assert.Equal(8, tick.Lanes));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(43)]
    public async Task More_requests_than_lanes_take_turns(int requests)
    {
        const int capacity = 8;
        using var barrier = new TickBarrier(open: true);
        await using var engine = new InferenceEngine(new() { MaxLanesPerTick = capacity }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        Task<EngineResult>[] all;
        using (await DevicePause.BeginAsync(engine))
        {
            all = [.. Enumerable.Range(0, requests).Select(i => engine.SubmitAsync(Rig.Job(model, 1, 12, (ulong)i, new Euler())))];
        }

        await Task.WhenAll(all).Within();
        var longest = (requests + capacity - 1) / capacity;
        for (var seed = 0UL; seed < (ulong)requests; seed++)
        {
            var last = -1;
            for (var tick = 0; tick < barrier.Log.Count; tick++)
            {
                if (barrier.Log[tick].Rows.ContainsKey(seed))
                {
                    Assert.InRange(tick - last, 1, longest);
                    last = tick;
                }
            }
        }

        // No lane is left empty while enough requests run.
        Assert.All(barrier.Log.Take((requests - capacity) * 12 / capacity), tick => Assert.Equal(capacity, tick.Lanes));
    }

    [Fact]
    public async Task Busy_models_share_the_device_by_priced_cost()
    {
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(new() { MaxLanesPerTick = 8 }, barrier);
        var cheap = await engine.AddModelAsync("cheap", Rig.EightModes(), lanePrice: 1);
        var costly = await engine.AddModelAsync("costly", Rig.EightModes(), lanePrice: 4);
        using var stop = new CancellationTokenSource();
        Task<EngineResult>[] all;
        using (await DevicePause.BeginAsync(engine))
        {
            all = [engine.SubmitAsync(Rig.Job(cheap, 1000), stop.Token), engine.SubmitAsync(Rig.Job(costly, 1000), stop.Token)];
        }

        await barrier.ArriveAsync();
        await barrier.StepAsync(200);
        var cost = new Dictionary<string, double> { ["cheap"] = 0, ["costly"] = 0 };
        foreach (var tick in barrier.Log)
        {
            cost[tick.Model] += tick.Lanes * (tick.Model == "costly" ? 4 : 1);
            Assert.InRange(cost["costly"] - cost["cheap"], -32, 32);
        }

        await stop.CancelAsync();
        barrier.Open();
        foreach (var request in all)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.Within());
        }
    }

    [Fact]
    public async Task An_idle_model_saves_nothing_up_and_a_busy_one_owes_nothing_for_running_alone()
    {
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(new() { MaxLanesPerTick = 8 }, barrier);
        var busy = await engine.AddModelAsync("busy", Rig.EightModes());
        var idle = await engine.AddModelAsync("idle", Rig.EightModes());
        using var stop = new CancellationTokenSource();
        var first = engine.SubmitAsync(Rig.Job(busy, 1000), stop.Token);
        await barrier.ArriveAsync();
        await barrier.StepAsync(100);
        var second = engine.SubmitAsync(Rig.Job(idle, 1000), stop.Token);
        await barrier.StepAsync(51);
        var since = barrier.Log.Skip(101).ToArray();
        for (var n = 1; n <= since.Length; n++)
        {
            var ofIdle = since.Take(n).Count(tick => tick.Model == "idle");
            Assert.InRange((2 * ofIdle) - n, -1, 1);
        }

        await stop.CancelAsync();
        barrier.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Within());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.Within());
    }

    // Ticks far smaller than a full one: a model must not keep the device until it has spent a full tick's worth.
    [Fact]
    public async Task A_request_of_one_model_does_not_wait_for_a_run_of_small_ticks_of_another()
    {
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(null, barrier);
        var one = await engine.AddModelAsync("one", Rig.EightModes());
        var other = await engine.AddModelAsync("other", Rig.EightModes());
        var longer = engine.SubmitAsync(Rig.Job(one, 4, 40));
        await barrier.ArriveAsync();
        await barrier.StepAsync(2);
        var shorter = engine.SubmitAsync(Rig.Job(other, 4, 5, sampler: new Euler()));
        await barrier.StepAsync(11);
        Assert.True(shorter.IsCompletedSuccessfully);
        barrier.Open();
        await longer.Within();
    }
}
