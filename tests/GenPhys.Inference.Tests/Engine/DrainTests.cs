using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

public sealed class DrainTests
{
    [Fact]
    public async Task Running_requests_finish_and_new_ones_are_told_draining()
    {
        using var barrier = new TickBarrier();
        var engine = new InferenceEngine(null, barrier);
        var field = new TamperedField(Rig.EightModes());
        var model = await engine.AddModelAsync("modes", field);
        var running = engine.SubmitAsync(Rig.Job(model, 5));
        await barrier.ArriveAsync();
        var queued = engine.SubmitAsync(Rig.Job(model, 3));
        var drained = engine.DrainAsync();
        Assert.Equal(ErrorCode.Draining, (await Assert.ThrowsAsync<GenPhysException>(() => engine.SubmitAsync(Rig.Job(model, 1)))).Code);
        Assert.False(drained.IsCompleted);
        barrier.Open();
        await drained.Within();
        Assert.True(running.IsCompletedSuccessfully && queued.IsCompletedSuccessfully);
        Assert.True(field.Disposed);
        Assert.Equal(ErrorCode.Draining, (await Assert.ThrowsAsync<GenPhysException>(() => engine.SubmitAsync(Rig.Job(model, 1)))).Code);
        Assert.Equal(ErrorCode.Draining, (await Assert.ThrowsAsync<GenPhysException>(() => engine.RunAsync(() => 1, default))).Code);
    }

    [Fact]
    public async Task A_fired_token_gives_up_what_runs()
    {
        using var barrier = new TickBarrier();
        var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var running = engine.SubmitAsync(Rig.Job(model, 5));
        await barrier.ArriveAsync();
        await barrier.StepAsync(2);
        using var patience = new CancellationTokenSource();
        var drained = engine.DrainAsync(patience.Token);
        await barrier.StepAsync();
        Assert.False(running.IsCompleted);
        await patience.CancelAsync();
        barrier.Open();
        Assert.Equal(ErrorCode.Draining, (await Assert.ThrowsAsync<GenPhysException>(() => running.Within())).Code);
        await drained.Within();
        Assert.Equal((0, 0, 0), (engine.Statistics.QueuedRows, engine.Statistics.QueuedRequests, engine.Statistics.ActiveRows));
        Assert.InRange(barrier.Log.Count, 3, 4);
    }

    // The clock is read between the check of the door and the write to the channel: the race, made to happen.
    [Fact]
    public async Task A_request_that_slips_in_behind_the_giving_up_is_given_up_too()
    {
        var clock = new FakeTimeProvider();
        using var barrier = new TickBarrier();
        var engine = new InferenceEngine(new() { TimeProvider = clock }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var running = engine.SubmitAsync(Rig.Job(model, 5));
        await barrier.ArriveAsync();
        Task drained = Task.CompletedTask;
        clock.OnNextTimestamp = () => drained = engine.DisposeAsync().AsTask();
        var late = engine.SubmitAsync(Rig.Job(model, 5, seed: 99));
        barrier.Open();
        Assert.Equal(ErrorCode.Draining, (await Assert.ThrowsAsync<GenPhysException>(() => late.Within())).Code);
        Assert.Equal(ErrorCode.Draining, (await Assert.ThrowsAsync<GenPhysException>(() => running.Within())).Code);
        await drained.Within();
        Assert.DoesNotContain(barrier.Log, tick => tick.Rows.ContainsKey(99));
    }

    [Fact]
    public async Task Disposal_and_drain_may_be_repeated_and_mixed()
    {
        var engine = new InferenceEngine();
        var field = new TamperedField(Rig.EightModes());
        await engine.AddModelAsync("modes", field);
        await engine.DisposeAsync().Within();
        Assert.True(field.Disposed);
        await engine.DisposeAsync().Within();
        await engine.DrainAsync().Within();
        await engine.DrainAsync(new CancellationToken(canceled: true)).Within();
    }

    [Fact]
    public async Task A_submission_that_races_a_drain_never_hangs()
    {
        var ends = new int[3];
        for (var round = 0; round < 300; round++)
        {
            var engine = new InferenceEngine();
            var model = await engine.AddModelAsync("modes", Rig.EightModes());
            using var together = new Barrier(3);
            var submitters = Enumerable.Range(0, 2).Select(i => Task.Factory.StartNew(
                async () =>
                {
                    Assert.True(together.SignalAndWait(Bounded.Limit));
                    try
                    {
                        await engine.SubmitAsync(Rig.Job(model, 2, 2, sampler: new Euler()));
                        return 0;
                    }
                    catch (GenPhysException ended)
                    {
                        Assert.Equal(ErrorCode.Draining, ended.Code);
                        return 1;
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()).ToArray();
            Assert.True(together.SignalAndWait(Bounded.Limit));
            await (round % 2 == 0 ? engine.DrainAsync() : engine.DisposeAsync().AsTask()).Within();
            foreach (var end in await Task.WhenAll(submitters).Within())
            {
                ends[end]++;
            }

            Assert.Equal((0, 0), (engine.Statistics.QueuedRows, engine.Statistics.QueuedRequests));
        }

        Assert.Equal(600, ends[0] + ends[1]);
    }

    [Fact]
    public async Task A_removed_model_refuses_what_was_on_its_way()
    {
        await using var engine = new InferenceEngine();
        var field = new TamperedField(Rig.EightModes());
        var model = await engine.AddModelAsync("modes", field);
        Task removed;
        Task<EngineResult> behind;
        using (await DevicePause.BeginAsync(engine))
        {
            removed = engine.RemoveModelAsync(model);
            behind = engine.SubmitAsync(Rig.Job(model, 3));
        }

        await removed.Within();
        Assert.True(field.Disposed);
        Assert.Equal(ErrorCode.ModelNotReady, (await Assert.ThrowsAsync<GenPhysException>(() => behind.Within())).Code);
        Assert.Equal((0, 0), (engine.Statistics.QueuedRows, engine.Statistics.QueuedRequests));
    }

    [Fact]
    public async Task A_model_with_requests_cannot_be_removed()
    {
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var running = engine.SubmitAsync(Rig.Job(model, 3));
        await barrier.ArriveAsync();
        var removal = engine.RemoveModelAsync(model);
        barrier.Open();
        await Assert.ThrowsAsync<InvalidOperationException>(() => removal.Within());
        await running.Within();
        await engine.RemoveModelAsync(model).Within();
    }
}
