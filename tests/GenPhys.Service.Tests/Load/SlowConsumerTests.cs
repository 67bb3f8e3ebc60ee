using System.Text.Json;
using GenPhys.Api.Hosting;
using GenPhys.Contracts.Json;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Service.Tests.Load;

/// <summary>A caller who does not read holds up nobody, and gets every value when it reads at last.</summary>
[Collection(Alone.Name)]
public sealed class SlowConsumerTests
{
    /// <summary>A result far larger than what the sockets between the two ends can hold.</summary>
    private const string Large = """{ "count": 600000, "seed": 7, "sampler": { "kind": "euler", "steps": 1 } }""";

    private const string Small = """{ "count": 16, "seed": 8, "sampler": { "kind": "heun", "steps": 18 } }""";

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Streams_that_nobody_reads_hold_up_nobody()
    {
        var watch = new QueueWatch();
        await using var host = await RunningHost.StartAsync(args: ["--Limits:MaxQueuedRows=10000000"], around: watch.Around, logLevel: LogLevel.Warning);
        watch.Watch(host);
        var whole = (await Door.All.Single(door => door.Name == "octet-stream").SampleAsync(host, "gaussian", Large, CancellationToken.None)).Samples;
        var alone = (await Door.All[0].SampleAsync(host, "gaussian", Small, CancellationToken.None)).Samples;

        using var handler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = 65_535 };
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress, new GrpcChannelOptions { HttpHandler = handler });
        using var events = await host.Client.SendAsync(Http.Sample(Large, accept: "text/event-stream"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync());
        Assert.Equal("event: progress", await reader.ReadLineAsync());
        using var call = new Proto.GenPhys.GenPhysClient(channel).SampleStream(Door.Message("gaussian", Large));
        Assert.True(await call.ResponseStream.MoveNext());
        using var abandoned = await host.Client.SendAsync(Http.Sample(Large, accept: "text/event-stream"), HttpCompletionOption.ResponseHeadersRead);

        foreach (var door in Enumerable.Repeat(Door.All, 10).SelectMany(doors => doors))
        {
            Assert.Equal(alone, (await door.SampleAsync(host, "gaussian", Small, CancellationToken.None).WaitAsync(GrpcCalls.Patience)).Samples);
        }

        // The engine is done with all three while their results still stand in the doors: nobody has read them.
        await watch.IdleAsync();
        Assert.Equal(3, host.Services.GetRequiredService<RunningRequests>().Count);

        abandoned.Dispose();
        var samples = new List<float>();
        while (await call.ResponseStream.MoveNext())
        {
            samples.AddRange(call.ResponseStream.Current.Chunk?.Samples ?? []);
        }

        Assert.Equal(whole, samples);
        var last = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            last = line.StartsWith("data: ", StringComparison.Ordinal) ? line : last;
        }

        Assert.Equal(whole, JsonSerializer.Deserialize(last["data: ".Length..], ContractsJson.Default.SampleResponse)!.Flat());
        await watch.EmptyAsync();
        Assert.Empty(host.Log.Complaints);
    }
}
