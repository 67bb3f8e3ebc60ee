using System.Collections.Concurrent;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace GenPhys.Service.Tests.Load;

/// <summary>Models come and go under traffic, and no caller notices but by the version that its answer names.</summary>
[Collection(Alone.Name)]
public sealed class ModelSwapTests(ITestOutputHelper output)
{
    private const int Swaps = 40;
    private const string Body = """{ "count": 16, "seed": 9, "sampler": { "kind": "heun", "steps": 18 } }""";

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Swaps_under_load_are_seen_by_no_caller()
    {
        var watch = new QueueWatch();
        await using var host = await RunningHost.StartAsync(
            new ModelFolder().AddGaussian("gaussian").AddGaussian("gaussian", "2", version: 2).AddNetwork("network"), around: watch.Around, logLevel: LogLevel.Warning);
        watch.Watch(host);
        var second = await AloneAsync("gaussian");
        await PostAsync("gaussian@1/load");
        var first = await AloneAsync("gaussian@1");
        await PostAsync("gaussian@1/unload");
        var network = await AloneAsync("network");
        Assert.NotEqual(first, second);
        var tensors = Living.Tensors();

        var served = new ConcurrentDictionary<string, int>();
        var errors = new ConcurrentQueue<string>();
        using var swapped = new CancellationTokenSource();
        var callers = Task.WhenAll(Enumerable.Range(0, 2 * Door.All.Count).Select(i => Task.Run(() => CallAsync(Door.All[i % Door.All.Count], i < Door.All.Count ? "gaussian" : "network"))));
        for (var swap = 0; swap < Swaps; swap++)
        {
            // The other version comes before this one goes, so there is one at any moment.
            await PostAsync("gaussian@1/load");
            await PostAsync("gaussian@2/unload");
            await host.Grpc().LoadModelAsync(new() { Name = "gaussian" });
            await host.Grpc().UnloadModelAsync(new() { Name = "gaussian@1" });
            await PostAsync("network/load");
        }

        await swapped.CancelAsync();
        await callers.WaitAsync(GrpcCalls.Patience);
        await watch.EmptyAsync();
        output.WriteLine(string.Join(", ", served.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} of {pair.Key}")));
        Assert.Empty(errors);
        Assert.Equal(3, served.Count);

        // The network that was replaced last leaves the device with its last request.
        await PostAsync("network/load");
        Assert.Equal([2], (await host.Grpc().GetModelAsync(new() { Name = "gaussian" })).LoadedVersions);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.Empty(host.Log.Complaints);

        async Task CallAsync(Door door, string model)
        {
            while (!swapped.IsCancellationRequested)
            {
                try
                {
                    var drawn = await door.SampleAsync(host, model, Body, CancellationToken.None);
                    served.AddOrUpdate($"{model}@{drawn.Version}", 1, (_, count) => count + 1);
                    if (!drawn.Samples.SequenceEqual(model == "network" ? network : drawn.Version == 1 ? first : second))
                    {
                        errors.Enqueue($"{door.Name}: the bits are not those of version {drawn.Version}");
                    }
                }
                catch (Exception exception)
                {
                    errors.Enqueue($"{door.Name}: {exception.GetType().Name} {exception.Message}");
                }
            }
        }

        async Task<float[]> AloneAsync(string model) => (await Door.All[0].SampleAsync(host, model, Body, CancellationToken.None)).Samples;

        async Task PostAsync(string path)
        {
            using var response = await host.Client.PostAsync("/v1/models/" + path, null);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }
    }
}
