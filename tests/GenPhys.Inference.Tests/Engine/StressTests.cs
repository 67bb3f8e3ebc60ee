using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

[CollectionDefinition(nameof(StressTests), DisableParallelization = true)]
public sealed class StressRunsAlone;

[Collection(nameof(StressTests))]
public sealed class StressTests
{
    private const int Requests = 2_000;
    private static readonly Sampler[] Samplers = [new Euler(), new Heun(), new EdmStochastic(sChurn: 5, sNoise: 1.01)];

    /// <summary>Some rows of every request fail: a condition on the lane alone, so alone and in company agree.</summary>
    private static TamperedField Field() => new TamperedField(Rig.EightModes())
    {
        Lane = (x, sigma, denoised) =>
        {
            if (sigma < 60 && x[0] > 1.5 * sigma && x[1] > sigma)
            {
                denoised[0] = double.NaN;
            }
        },
    };

    private sealed record Plan(int Kind, int Rows, int Steps, ulong Seed, int Group, bool Guided, int Prepare, int Fate, int Wait)
    {
        public EngineJob Job(EngineModel model) => Rig.Job(model, Rows, Steps, Seed, Samplers[Kind]) with
        {
            GroupSize = Group,
            Terms = Guided ? [new PullTerm(0.5, 1e4)] : [],
            Prepare = [.. Enumerable.Repeat<Action>(() => { }, Prepare)],
            Deadline = Fate == 2 ? TimeSpan.FromMilliseconds(Wait) : null,
        };
    }

    [Fact]
    public async Task Thousands_of_mixed_requests_end_as_each_would_alone()
    {
        var random = new System.Random(20);
        var plans = Enumerable.Range(0, Requests).Select(i => new Plan(
            random.Next(3), random.Next(10) == 0 ? random.Next(50, 120) : random.Next(1, 12), random.Next(2, 11), (ulong)random.Next(1 << 20),
            random.Next(4) == 0 ? random.Next(2, 9) : 1, random.Next(3) == 0, random.Next(8) == 0 ? random.Next(1, 4) : 0,
            random.Next(6) switch { 0 => 1, 1 => 2, _ => 0 }, random.Next(1, 60))).ToArray();

        var clock = new FakeTimeProvider();
        using var barrier = new TickBarrier(open: true) { AfterEachTick = () => clock.Advance(TimeSpan.FromMilliseconds(1)) };
        await using var engine = new InferenceEngine(new() { MaxLanesPerTick = 48, TimeProvider = clock }, barrier);
        EngineModel[] models =
        [
            await engine.AddModelAsync("one", Field()), await engine.AddModelAsync("two", Field(), lanePrice: 3),
        ];
        var sources = plans.Select(_ => new CancellationTokenSource()).ToArray();
        var next = -1;
        var running = new Task<EngineResult>[Requests];
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var mine = new Queue<int>();
            while (Interlocked.Increment(ref next) is var i && i < Requests)
            {
                running[i] = engine.SubmitAsync(plans[i].Job(models[i % 2]), sources[i].Token);
                mine.Enqueue(i);

                // About a hundred requests are in flight; those fated to be cancelled are when others have come after them.
                while (mine.Count > 32)
                {
                    var oldest = mine.Dequeue();
                    if (plans[oldest].Fate == 1)
                    {
                        await sources[oldest].CancelAsync();
                    }
                    else
                    {
                        await Task.WhenAny(running[oldest]).Within();
                    }
                }

                if (plans[i].Fate == 1 && plans[i].Wait < 30)
                {
                    await sources[i].CancelAsync();
                }
            }

            while (mine.TryDequeue(out var rest))
            {
                await Task.WhenAny(running[rest]).Within();
            }
        }))).Within();
        await Task.WhenAny(Task.WhenAll(running)).Within();

        var ends = new int[3];
        await using var reference = new InferenceEngine();
        var single = await reference.AddModelAsync("alone", Field());
        for (var i = 0; i < Requests; i++)
        {
            if (running[i].IsCompletedSuccessfully)
            {
                ends[0]++;
                Bits.Equal(await reference.SubmitAsync(plans[i].Job(single) with { Deadline = null }).Within(), await running[i]);
            }
            else if (running[i].IsCanceled)
            {
                ends[1]++;
                Assert.Equal(1, plans[i].Fate);
            }
            else
            {
                ends[2]++;
                Assert.Equal(2, plans[i].Fate);
                Assert.Equal(ErrorCode.DeadlineExceeded, Assert.IsType<GenPhysException>(running[i].Exception!.InnerException).Code);
            }

            sources[i].Dispose();
        }

        var statistics = engine.Statistics;
        Assert.Equal((0L, 0, 0), (statistics.QueuedRows, statistics.QueuedRequests, statistics.ActiveRows));
        Assert.Equal((ends[0], ends[1] + ends[2], 0L), (statistics.Completed, statistics.Stopped, statistics.Faulted));
        Assert.True(ends[1] > 100 && ends[2] > 100 && statistics.FailedRows > 100, $"{ends[1]} cancelled, {ends[2]} late, {statistics.FailedRows} rows failed");
        Assert.True(SpinWait.SpinUntil(() => clock.ArmedTimers == 0, Bounded.Limit), "Timers stay armed.");
    }
}
