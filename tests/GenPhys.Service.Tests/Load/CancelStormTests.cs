using System.Collections.Concurrent;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace GenPhys.Service.Tests.Load;

/// <summary>Three of ten callers leave at any moment, by every door: the others get their bits, and nothing is left behind.</summary>
[Collection(Alone.Name)]
public sealed class CancelStormTests(ITestOutputHelper output)
{
    private const int Calls = 2000;
    private const int Callers = 64;
    private const int MaxQueuedRows = Callers * 48;

    private static readonly (string Model, string Body)[] Kinds =
    [
        ("gaussian", """{ "count": 48, "seed": 1, "sampler": { "kind": "heun", "steps": 40 } }"""),
        ("network", """{ "count": 16, "seed": 2, "sampler": { "kind": "heun", "steps": 18 } }"""),
        ("network", """{ "count": 48, "seed": 3, "sampler": { "kind": "edmStochastic", "steps": 12, "sChurn": 10 } }"""),
        ("gaussian", """{ "count": 8, "seed": 4, "sampler": { "kind": "rk45", "rtol": 1e-4, "atol": 1e-4 } }"""),
    ];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Two_thousand_calls_of_which_six_hundred_are_dropped_leave_nothing_behind()
    {
        var watch = new QueueWatch();
        await using var host = await RunningHost.StartAsync(
            new ModelFolder().AddGaussian("gaussian").AddNetwork("network"), [$"--Limits:MaxQueuedRows={MaxQueuedRows}"], watch.Around, logLevel: LogLevel.Warning);
        watch.Watch(host);
        var alone = new float[Kinds.Length][];
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            alone[kind] = (await Door.All[0].SampleAsync(host, Kinds[kind].Model, Kinds[kind].Body, CancellationToken.None)).Samples;
        }

        var tensors = Living.Tensors();
        await StormAsync(host, alone, seed: 1);
        await watch.EmptyAsync();
        var first = GC.GetTotalMemory(forceFullCollection: true);
        await StormAsync(host, alone, seed: 2);
        await watch.EmptyAsync();
        var second = GC.GetTotalMemory(forceFullCollection: true);

        output.WriteLine($"at most {watch.Rows:N0} rows in {watch.Requests} requests; {first:N0} bytes of objects after the first storm, {second:N0} after the second");
        Assert.InRange(watch.Rows, 1, MaxQueuedRows);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.True(second < first + (16 << 20), $"{first:N0} bytes after the first storm, {second:N0} after the second");
        Assert.Empty(host.Log.Complaints);
    }

    private async Task StormAsync(RunningHost host, float[][] alone, int seed)
    {
        var random = new Random(seed);
        var plans = Enumerable.Range(0, Calls)
            .Select(_ => (Door: Door.All[random.Next(Door.All.Count)], Kind: random.Next(Kinds.Length), LeavesAfter: random.NextDouble() < 0.3 ? random.NextDouble() * 20 : -1))
            .ToList();
        var (dropped, finished) = (0, 0);
        var errors = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(plans, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (plan, _) =>
        {
            using var leaving = plan.LeavesAfter < 0 ? new CancellationTokenSource() : new CancellationTokenSource(TimeSpan.FromMilliseconds(plan.LeavesAfter));
            try
            {
                var drawn = await plan.Door.SampleAsync(host, Kinds[plan.Kind].Model, Kinds[plan.Kind].Body, leaving.Token);
                Interlocked.Increment(ref finished);
                if (!drawn.Samples.SequenceEqual(alone[plan.Kind]))
                {
                    errors.Enqueue($"{plan.Door.Name}: other bits");
                }
            }
            catch (Exception exception) when (leaving.IsCancellationRequested && exception is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } or IOException or HttpRequestException)
            {
                Interlocked.Increment(ref dropped);
            }
            catch (Exception exception)
            {
                errors.Enqueue($"{plan.Door.Name}: {exception.GetType().Name} {exception.Message}");
            }
        });
        output.WriteLine($"{finished} finished, {dropped} dropped");
        Assert.Empty(errors);
        Assert.Equal(Calls, finished + dropped);
        Assert.InRange(dropped, Calls / 10, plans.Count(plan => plan.LeavesAfter >= 0));
    }
}
