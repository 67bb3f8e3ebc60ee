using System.Collections.Concurrent;
using System.Net;
using GenPhys.Contracts;
using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace GenPhys.Service.Tests.Load;

/// <summary>Ten times the traffic for a second: what fits is served, the rest is told when to come back, and afterwards all is as before.</summary>
[Collection(Alone.Name)]
public sealed class BurstTests(ITestOutputHelper output)
{
    private const int MaxQueuedRequests = 6;
    private const int Waves = 20;
    private const string Body = """{ "count": 2000, "seed": 5, "sampler": { "kind": "heun", "steps": 20 } }""";

    private static readonly TimeSpan Wave = TimeSpan.FromMilliseconds(50);

    private static readonly Door[] Doors = [.. Door.All.Where(door => door.Name is "octet-stream" or "grpc")];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_burst_is_served_or_told_when_to_come_back()
    {
        var watch = new QueueWatch();
        await using var host = await RunningHost.StartAsync(
            args: [$"--Limits:MaxQueuedRequests={MaxQueuedRequests}"], around: watch.Around, logLevel: LogLevel.Warning);
        watch.Watch(host);
        var alone = (await Doors[0].SampleAsync(host, "gaussian", Body, CancellationToken.None)).Samples;

        var (served, refused) = (0, 0);
        var errors = new ConcurrentQueue<string>();
        var calls = new List<Task>();
        foreach (var perWave in new[] { 1, 10, 1 })
        {
            using var clock = new PeriodicTimer(Wave);
            for (var wave = 0; wave < Waves; wave++)
            {
                calls.AddRange(Enumerable.Range(0, perWave).Select(i => CallAsync(Doors[(wave + i) % Doors.Length])));
                await clock.WaitForNextTickAsync();
            }
        }

        await Task.WhenAll(calls);
        await watch.EmptyAsync();
        output.WriteLine($"{served} served, {refused} refused; at most {watch.Requests} requests at once");
        Assert.Empty(errors);
        Assert.Equal(12 * Waves, served + refused);
        Assert.True(served >= Waves, $"{served} served");
        Assert.True(refused > 0, "none refused");
        Assert.InRange(watch.Requests, 2, MaxQueuedRequests);
        foreach (var door in Doors)
        {
            Assert.Equal(alone, (await door.SampleAsync(host, "gaussian", Body, CancellationToken.None)).Samples);
        }

        Assert.Empty(host.Log.Complaints);

        async Task CallAsync(Door door)
        {
            try
            {
                var drawn = await door.SampleAsync(host, "gaussian", Body, CancellationToken.None);
                Interlocked.Increment(ref served);
                if (!drawn.Samples.SequenceEqual(alone))
                {
                    errors.Enqueue($"{door.Name}: other bits");
                }
            }
            catch (RefusedException refusal) when (refusal is { Status: HttpStatusCode.TooManyRequests, RetryAfter.TotalSeconds: >= 1 })
            {
                Interlocked.Increment(ref refused);
            }
            catch (RpcException refusal) when (refusal.ToContract() is { Code: ErrorCode.QueueFull, RetryAfter.Ticks: > 0 })
            {
                Interlocked.Increment(ref refused);
            }
            catch (Exception exception)
            {
                errors.Enqueue($"{door.Name}: {exception.GetType().Name} {exception.Message}");
            }
        }
    }
}
