using System.Collections.Concurrent;
using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

public sealed class QueueBoundsTests
{
    [Theory]
    [InlineData(2, 1_000_000, 5)]
    [InlineData(1_000, 10, 5)]
    public async Task A_full_queue_refuses_with_a_time_to_retry_and_has_room_again_after_an_end(int requests, long rows, int each)
    {
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(new() { MaxQueuedRequests = requests, MaxQueuedRows = rows }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        using var cancel = new CancellationTokenSource();
        var first = engine.SubmitAsync(Rig.Job(model, each), cancel.Token);
        var second = engine.SubmitAsync(Rig.Job(model, each));
        var refused = await Assert.ThrowsAsync<GenPhysException>(() => engine.SubmitAsync(Rig.Job(model, 1)));
        Assert.Equal(ErrorCode.QueueFull, refused.Code);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal((10, 2), (engine.Statistics.QueuedRows, engine.Statistics.QueuedRequests));

        await cancel.CancelAsync();
        barrier.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Within());
        await engine.SubmitAsync(Rig.Job(model, each)).Within();
        await second.Within();
        Assert.Equal((0, 0), (engine.Statistics.QueuedRows, engine.Statistics.QueuedRequests));
    }

    [Fact]
    public async Task More_rows_than_are_ever_held_are_refused_for_good()
    {
        await using var engine = new InferenceEngine(new() { MaxQueuedRows = 10 });
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var refused = await Assert.ThrowsAsync<GenPhysException>(() => engine.SubmitAsync(Rig.Job(model, 11)));
        Assert.Equal(ErrorCode.BudgetExceeded, refused.Code);
        await engine.SubmitAsync(Rig.Job(model, 10)).Within();
    }

    [Fact]
    public async Task The_time_to_retry_is_what_is_queued_over_the_rate_seen_lately()
    {
        var clock = new FakeTimeProvider();
        using var barrier = new TickBarrier(open: true) { AfterEachTick = () => clock.Advance(TimeSpan.FromSeconds(2)) };
        await using var engine = new InferenceEngine(
            new() { TimeProvider = clock, MaxLanesPerTick = 8, MaxQueuedRequests = 1 }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        await engine.SubmitAsync(Rig.Job(model, 80, 1, sampler: new Euler())).Within();

        // 4 lanes a second were seen; 30 rows of 2 lanes take 15 s.
        using var hold = new TickBarrier();
        Task<EngineResult> queued;
        using (await DevicePause.BeginAsync(engine))
        {
            queued = engine.SubmitAsync(Rig.Job(model, 30, 2, sampler: new Euler()) with { Prepare = [() => hold.BeforeTick()] });
        }

        await hold.ArriveAsync();
        var refused = await Assert.ThrowsAsync<GenPhysException>(() => engine.SubmitAsync(Rig.Job(model, 1)));
        Assert.Equal(TimeSpan.FromSeconds(15), refused.RetryAfter);
        hold.Open();
        await queued.Within();
    }

    [Fact]
    public async Task Parallel_submitters_never_pass_the_bounds()
    {
        const int maxRows = 60, maxRequests = 9;
        await using var engine = new InferenceEngine(new() { MaxQueuedRows = maxRows, MaxQueuedRequests = maxRequests });
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var worst = new ConcurrentBag<(long, int)>();
        var refusals = new ConcurrentBag<ErrorCode>();
        await Parallel.ForAsync(0, 8, async (worker, ct) =>
        {
            for (var i = 0; i < 150; i++)
            {
                try
                {
                    var running = engine.SubmitAsync(Rig.Job(model, 1 + ((i + worker) % 30), 2, sampler: new Euler()), ct);
                    var seen = engine.Statistics;
                    worst.Add((seen.QueuedRows, seen.QueuedRequests));
                    await running.Within();
                }
                catch (GenPhysException refused)
                {
                    refusals.Add(refused.Code);
                }
            }
        }).Within();
        Assert.All(worst, seen => Assert.True(seen.Item1 <= maxRows && seen.Item2 <= maxRequests, $"{seen}"));
        Assert.All(refusals, code => Assert.Equal(ErrorCode.QueueFull, code));
        Assert.Equal((0, 0, 0), (engine.Statistics.QueuedRows, engine.Statistics.QueuedRequests, engine.Statistics.ActiveRows));
        Assert.Equal(8 * 150, engine.Statistics.Completed + refusals.Count);
    }
}
