using System.Collections.Concurrent;
using System.Diagnostics;
using GenPhys.Bench.Processes;

namespace GenPhys.Bench.Load;

/// <summary>Makes calls to a server and times them.</summary>
internal static class LoadGenerator
{
    /// <summary>A fixed number of callers, each with one request under way at any time.</summary>
    public static async Task<LoadResult> RunClosedAsync(Server server, Workload workload, int callers)
    {
        using var client = new SampleClient(server.Address, workload.Model);
        var calls = new ConcurrentQueue<Call>();
        var meter = new Meter(server, workload);

        async Task CallAsync(int caller)
        {
            var random = new Random(HashCode.Combine(workload.Seed, caller));
            while (!meter.IsOver)
            {
                var steps = workload.Steps[random.Next(workload.Steps.Count)];
                var begin = Stopwatch.GetTimestamp();
                await client.SampleAsync(workload.Rows, steps, random.Next());
                if (meter.Counts(begin))
                {
                    calls.Enqueue(new Call(steps, Stopwatch.GetElapsedTime(begin).TotalMilliseconds));
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller))));
        return meter.Finish([.. calls]);
    }

    /// <summary>
    /// Poisson arrivals at a mean rate, whatever the server does. A call's time counts from the moment it was due, so
    /// a server that stalls pays for everyone who would have come meanwhile (no coordinated omission).
    /// </summary>
    public static async Task<LoadResult> RunOpenAsync(Server server, Workload workload, double requestsPerSecond)
    {
        using var client = new SampleClient(server.Address, workload.Model);
        var calls = new ConcurrentQueue<Call>();
        var meter = new Meter(server, workload);
        var random = new Random(workload.Seed);

        async Task CallAsync(long due, int steps, long seed)
        {
            await client.SampleAsync(workload.Rows, steps, seed);
            if (meter.Counts(due))
            {
                calls.Enqueue(new Call(steps, Stopwatch.GetElapsedTime(due).TotalMilliseconds));
            }
        }

        var pending = new List<Task>();
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var next = Stopwatch.GetTimestamp();
        while (!meter.IsOver && await clock.WaitForNextTickAsync())
        {
            for (var now = Stopwatch.GetTimestamp(); next <= now;)
            {
                var (due, steps, seed) = (next, workload.Steps[random.Next(workload.Steps.Count)], random.Next());
                pending.Add(Task.Run(() => CallAsync(due, steps, seed)));
                next += (long)(-Math.Log(1 - random.NextDouble()) / requestsPerSecond * Stopwatch.Frequency);
            }
        }
        await Task.WhenAll(pending);
        return meter.Finish([.. calls]);
    }
}
