using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

public sealed class CancellationTests
{
    [Fact]
    public async Task A_token_that_fired_before_the_submission_takes_no_place()
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var fired = new CancellationToken(canceled: true);
        var request = engine.SubmitAsync(Rig.Job(model, 5), fired);
        Assert.True(request.IsCanceled);
        AssertIdle(engine, completed: 0, stopped: 0);
    }

    [Fact]
    public async Task A_request_cancelled_in_the_queue_never_runs_and_its_neighbours_do_not_notice()
    {
        var alone = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 6, seed: 1));
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var neighbour = engine.SubmitAsync(Rig.Job(model, 6, seed: 1));
        await barrier.ArriveAsync();
        using var cancel = new CancellationTokenSource();
        var queued = engine.SubmitAsync(Rig.Job(model, 4, seed: 2), cancel.Token);
        Assert.Equal((10, 2), (engine.Statistics.QueuedRows, engine.Statistics.QueuedRequests));
        await cancel.CancelAsync();
        await barrier.StepAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued.Within());
        Assert.Equal(cancel.Token, thrown.CancellationToken);
        Assert.Equal((6, 1), (engine.Statistics.QueuedRows, engine.Statistics.QueuedRequests));
        barrier.Open();
        Bits.Equal(alone, await neighbour.Within());
        Assert.DoesNotContain(barrier.Log, tick => tick.Rows.ContainsKey(2));
        AssertIdle(engine, completed: 1, stopped: 1);
    }

    [Fact]
    public async Task A_request_cancelled_while_running_leaves_at_the_next_tick()
    {
        var alone = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 6, seed: 1));
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        using var cancel = new CancellationTokenSource();
        Task<EngineResult> neighbour;
        Task<EngineResult> running;
        using (await DevicePause.BeginAsync(engine))
        {
            neighbour = engine.SubmitAsync(Rig.Job(model, 6, seed: 1));
            running = engine.SubmitAsync(Rig.Job(model, 4, seed: 2), cancel.Token);
        }

        await barrier.ArriveAsync();
        await barrier.StepAsync(3);
        await cancel.CancelAsync();
        await barrier.StepAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Within());
        Assert.Equal(6, engine.Statistics.ActiveRows);
        barrier.Open();
        Bits.Equal(alone, await neighbour.Within());
        Assert.Equal(4, barrier.Log.Count(tick => tick.Rows.ContainsKey(2)));
        AssertIdle(engine, completed: 1, stopped: 1);
    }

    [Fact]
    public async Task The_last_request_to_be_cancelled_gives_its_rows_back_though_no_tick_follows()
    {
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        using var cancel = new CancellationTokenSource();
        var running = engine.SubmitAsync(Rig.Job(model, 4), cancel.Token);
        await barrier.ArriveAsync();
        await barrier.StepAsync();
        Assert.Equal(4, engine.Statistics.ActiveRows);
        await cancel.CancelAsync();
        barrier.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Within());
        AssertIdle(engine, completed: 0, stopped: 1);
    }

    [Fact]
    public async Task A_cancellation_after_the_end_changes_nothing()
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        using var cancel = new CancellationTokenSource();
        var request = engine.SubmitAsync(Rig.Job(model, 4), cancel.Token);
        await request.Within();
        await cancel.CancelAsync();
        Assert.True(request.IsCompletedSuccessfully);
        AssertIdle(engine, completed: 1, stopped: 0);
    }

    // The stop arrives after the last tick was built, so the result wins.
    [Fact]
    public async Task A_cancellation_during_the_last_tick_loses_to_the_result()
    {
        using var cancel = new CancellationTokenSource();
        using var barrier = new TickBarrier(open: true) { AfterEachTick = cancel.Cancel };
        await using var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var result = await engine.SubmitAsync(Rig.Job(model, 4, 1, sampler: new Euler()), cancel.Token).Within();
        Assert.All(result.Evaluations, n => Assert.Equal(1, n));
        AssertIdle(engine, completed: 1, stopped: 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deadline_acts_in_the_queue_and_while_running(bool inQueue)
    {
        var alone = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 6, seed: 1));
        var clock = new FakeTimeProvider();
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(new() { TimeProvider = clock }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var neighbour = engine.SubmitAsync(Rig.Job(model, 6, seed: 1) with { Deadline = TimeSpan.FromHours(1) });
        await barrier.ArriveAsync();
        var late = engine.SubmitAsync(Rig.Job(model, 4, seed: 2) with { Deadline = TimeSpan.FromSeconds(5) });
        await barrier.StepAsync(inQueue ? 0 : 3);
        clock.Advance(TimeSpan.FromSeconds(4.999));
        if (!inQueue)
        {
            await barrier.StepAsync();
        }

        Assert.False(late.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await barrier.StepAsync();
        var thrown = await Assert.ThrowsAsync<GenPhysException>(() => late.Within());
        Assert.Equal(ErrorCode.DeadlineExceeded, thrown.Code);
        barrier.Open();
        Bits.Equal(alone, await neighbour.Within());
        Assert.Equal(inQueue ? 0 : 4, barrier.Log.Count(tick => tick.Rows.ContainsKey(2)));
        AssertIdle(engine, completed: 1, stopped: 1);
        Assert.True(SpinWait.SpinUntil(() => clock.ArmedTimers == 0, Bounded.Limit));
    }

    [Fact]
    public async Task A_deadline_of_zero_has_passed()
    {
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(new() { TimeProvider = new FakeTimeProvider() }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        Task<EngineResult> late;
        using (await DevicePause.BeginAsync(engine))
        {
            late = engine.SubmitAsync(Rig.Job(model, 4) with { Deadline = TimeSpan.Zero });
        }

        Assert.Equal(ErrorCode.DeadlineExceeded, (await Assert.ThrowsAsync<GenPhysException>(() => late.Within())).Code);
        AssertIdle(engine, completed: 0, stopped: 1);
    }

    // -1 ms would mean "never" to a timer, and a timer refuses more than 49 days.
    [Theory]
    [InlineData(-1)]
    [InlineData(-5000)]
    [InlineData(1e12)]
    public async Task A_deadline_out_of_range_is_refused_before_the_request_takes_a_place(double milliseconds)
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => engine.SubmitAsync(Rig.Job(model, 4) with { Deadline = TimeSpan.FromMilliseconds(milliseconds) }));
        AssertIdle(engine, completed: 0, stopped: 0);
    }

    // Whichever comes first names the reason.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_cancellation_and_deadline_the_first_counts(bool cancelFirst)
    {
        var clock = new FakeTimeProvider();
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(new() { TimeProvider = clock }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        using var cancel = new CancellationTokenSource();
        var request = engine.SubmitAsync(Rig.Job(model, 4) with { Deadline = TimeSpan.FromSeconds(1) }, cancel.Token);
        await barrier.ArriveAsync();
        if (cancelFirst)
        {
            await cancel.CancelAsync();
        }

        clock.Advance(TimeSpan.FromSeconds(2));
        await cancel.CancelAsync();
        barrier.Open();
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => request.Within());
        Assert.Equal(cancelFirst, thrown is OperationCanceledException);
        Assert.Equal(!cancelFirst, thrown is GenPhysException { Code: ErrorCode.DeadlineExceeded });
    }

    private static void AssertIdle(InferenceEngine engine, int completed, int stopped)
    {
        var statistics = engine.Statistics;
        Assert.Equal((0L, 0, 0), (statistics.QueuedRows, statistics.QueuedRequests, statistics.ActiveRows));
        Assert.Equal((completed, stopped, 0L), (statistics.Completed, statistics.Stopped, statistics.Faulted));
    }
}
