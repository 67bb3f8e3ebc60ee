using System.Diagnostics;
using System.Net;
using GenPhys.Api.Hosting;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Service;
using GenPhys.Service.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace GenPhys.Service.Tests;

/// <summary>Many callers, a third of whom leave or run out of time: nobody else notices, and nothing is left behind.</summary>
[Collection(Alone.Name)]
public sealed class ChurnTests(ITestOutputHelper output)
{
    private const int Requests = 10_000;
    private const int Callers = 64;

    /// <summary>Two million evaluations, so that neither the disconnect nor the deadline ever comes too late.</summary>
    private const string Long = """{ "count": 10000, "seed": 3, "sampler": { "kind": "heun", "steps": 100 } }""";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Ten_thousand_requests_a_third_of_which_end_early_leave_nothing_behind()
    {
        await using var host = await RunningHost.StartAsync(
            new ModelFolder().AddGaussian("gaussian").AddNetwork("network").AddNetwork("tensors", NetworkDtype.Float64),
            ["--Limits:MaxQueuedRows=100000000"],
            logLevel: LogLevel.Warning);
        var alone = await AloneAsync(host);
        var tensors = Living.Tensors();
        Assert.True(tensors > 0);

        await RoundAsync();
        var first = ResidentBytes();
        Assert.Equal(tensors, Tensor.TotalCount);
        await RoundAsync();
        var second = ResidentBytes();
        Assert.Equal(tensors, Tensor.TotalCount);

        output.WriteLine($"resident: {first:N0} bytes after the first round, {second:N0} after the second; {tensors} live tensors");
        Assert.True(second <= 1.05 * first, $"{first:N0} bytes after the first {Requests:N0} requests, {second:N0} after the second");
        Assert.Empty(host.Log.Complaints);

        async Task RoundAsync()
        {
            var allEnded = host.EndedAsync(Requests);
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < Requests; i = Interlocked.Increment(ref next))
                {
                    await RequestAsync(host, i, alone);
                }
            })));
            await allEnded.WaitAsync(Patience);
            var engine = host.Services.GetRequiredService<InferenceService>().Statistics;
            Assert.Equal((0, 0, 0, 0), (engine.QueuedRows, engine.QueuedRequests, engine.Faulted, engine.FailedRows));
            Assert.Equal(0, host.Services.GetRequiredService<RunningRequests>().Count);
        }
    }

    private static async Task RequestAsync(RunningHost host, int i, float[][] alone)
    {
        switch (i % 6)
        {
            case 0:
                // The first event says that the engine has it; leaving the block cuts the connection.
                using (var response = await host.Client.SendAsync(Http.Sample(Long, accept: "text/event-stream"), HttpCompletionOption.ResponseHeadersRead))
                {
                    Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                }

                break;
            case 3:
                using (var response = await host.Client.SendAsync(Http.Sample(Long.Replace("{ \"count\"", "{ \"deadlineMs\": 5, \"count\"", StringComparison.Ordinal))))
                {
                    await response.ProblemAsync(504, "deadline_exceeded");
                }

                break;
            default:
                var kind = i % alone.Length;
                Assert.Equal(alone[kind], (await host.Client.SampleAsync(Body(kind), Model(kind))).Flat());
                break;
        }
    }

    /// <summary>What each kind of request answers when nobody else is there.</summary>
    private static async Task<float[][]> AloneAsync(RunningHost host)
    {
        var alone = new float[16][];
        for (var kind = 0; kind < alone.Length; kind++)
        {
            alone[kind] = (await host.Client.SampleAsync(Body(kind), Model(kind))).Flat();
        }

        return alone;
    }

    private static string Model(int kind) => kind % 8 == 5 ? "tensors" : kind % 2 == 0 ? "gaussian" : "network";

    private static string Body(int kind) => (kind % 3) switch
    {
        0 => $$"""{ "count": {{1 + (kind % 8)}}, "seed": {{kind}}, "sampler": { "kind": "euler", "steps": {{2 + (kind % 5)}} } }""",
        1 => $$"""{ "count": {{1 + (kind % 8)}}, "seed": {{kind}}, "sampler": { "kind": "heun", "steps": {{2 + (kind % 7)}} } }""",
        _ => $$"""{ "count": {{1 + (kind % 8)}}, "seed": {{kind}}, "sampler": { "kind": "edmStochastic", "steps": {{2 + (kind % 4)}}, "sChurn": 10 } }""",
    };

    private static long ResidentBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
