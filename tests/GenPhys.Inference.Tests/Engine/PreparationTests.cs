using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

public sealed class PreparationTests
{
    [Fact]
    public async Task Steps_run_in_order_on_the_device_thread_between_the_ticks_of_others()
    {
        using var barrier = new TickBarrier(open: true);
        await using var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var steps = new List<(int Step, int TicksBefore, string? Thread)>();
        Task<EngineResult> other;
        Task<EngineResult> prepared;
        using (await DevicePause.BeginAsync(engine))
        {
            other = engine.SubmitAsync(Rig.Job(model, 2, 20, seed: 1, new Euler()));
            prepared = engine.SubmitAsync(Rig.Job(model, 2, 3, seed: 2, new Euler()) with
            {
                Prepare = [.. Enumerable.Range(0, 6).Select<int, Action>(i => () => steps.Add((i, barrier.Log.Count, Thread.CurrentThread.Name)))],
            });
        }

        await Task.WhenAll(other, prepared).Within();
        Assert.Equal(Enumerable.Range(0, 6).Select(i => (i, i, (string?)"genphys-device")), steps);
        Assert.Equal([5, 6, 7], Enumerable.Range(0, barrier.Log.Count).Where(t => barrier.Log[t].Rows.ContainsKey(2)));
        Assert.Equal(20, barrier.Log.Count);
    }

    [Fact]
    public async Task A_short_preparation_does_not_wait_for_a_long_one()
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var order = new List<string>();
        Task<EngineResult>[] all;
        using (await DevicePause.BeginAsync(engine))
        {
            EngineJob Prepared(string name, int steps) =>
                Rig.Job(model, 1, 1, sampler: new Euler()) with { Prepare = [.. Enumerable.Repeat<Action>(() => order.Add(name), steps)] };
            all = [engine.SubmitAsync(Prepared("long", 5)), engine.SubmitAsync(Prepared("short", 2))];
        }

        await Task.WhenAll(all).Within();
        Assert.Equal(["long", "short", "long", "short", "long", "long", "long"], order);
    }

    [Fact]
    public async Task A_step_that_throws_faults_its_request_alone()
    {
        var alone = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 3, seed: 1));
        var ran = false;
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        Task<EngineResult> other;
        Task<EngineResult> broken;
        using (await DevicePause.BeginAsync(engine))
        {
            other = engine.SubmitAsync(Rig.Job(model, 3, seed: 1));
            broken = engine.SubmitAsync(Rig.Job(model, 3) with { Prepare = [() => throw new DivideByZeroException(), () => ran = true] });
        }

        await Assert.ThrowsAsync<DivideByZeroException>(() => broken.Within());
        Bits.Equal(alone, await other.Within());
        Assert.False(ran);
        Assert.Equal((1, 1, 0, 0), (engine.Statistics.Faulted, engine.Statistics.Completed, engine.Statistics.ActiveRows, engine.Statistics.QueuedRequests));
    }

    [Fact]
    public async Task A_request_cancelled_while_it_prepares_goes_no_further()
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        using var cancel = new CancellationTokenSource();
        var ran = 0;
        var request = engine.SubmitAsync(
            Rig.Job(model, 3) with
            {
                Prepare =
                [
                    () => ran++,
                    () =>
                    {
                        ran++;
                        cancel.Cancel();
                    },
                    () => ran++,
                ],
            },
            cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.Within());
        Assert.Equal(2, ran);
        Assert.Equal((0L, 1L, 0L), (engine.Statistics.Ticks, engine.Statistics.Stopped, engine.Statistics.QueuedRows));
        await engine.SubmitAsync(Rig.Job(model, 1) with { Prepare = [() => ran++] }).Within();
        Assert.Equal(3, ran);
    }
}
