using System.Net;
using System.Net.Http.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>Health and the life of models.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_service_whose_models_are_warm_is_ready()
    {
        await using var host = await RunningHost.StartAsync();
        Assert.Equal("ready", (await host.Client.GetFromJsonAsync("/health/ready", ContractsJson.Default.HealthStatus))!.Status);
        Assert.Equal("live", (await host.Client.GetFromJsonAsync("/health/live", ContractsJson.Default.HealthStatus))!.Status);
    }

    [Fact]
    public async Task Models_are_listed_unloaded_and_loaded_again()
    {
        await using var host = await RunningHost.StartAsync(new ModelFolder().AddGaussian("second").AddGaussian("first"));
        var list = await host.Client.GetFromJsonAsync("/v1/models", ContractsJson.Default.ModelList);
        Assert.Equal(["first", "second"], list!.Models.Select(model => model.Name));
        Assert.All(list.Models, model =>
        {
            Assert.Equal((1, ModelState.Ready, "gaussianMixture", "edm", 0.002, 80), (model.Version, model.State, model.Field, model.Process!.Kind, model.Process.SigmaMin, model.Process.SigmaMax));
            Assert.Equal([2], model.Shape);
            Assert.Contains("heun", model.Samplers!);
        });

        Assert.Equal(ModelState.Unloaded, (await PostAsync(host, "first/unload")).State);
        using var refused = await host.Client.SendAsync(Http.Sample("""{ "count": 1 }""", "first"));
        await refused.ProblemAsync(503, "model_not_ready");
        Assert.Single((await host.Client.SampleAsync("""{ "count": 1 }""", "second")).Samples);
        Assert.Equal(ModelState.Ready, (await PostAsync(host, "first/load")).State);
        Assert.Single((await host.Client.SampleAsync("""{ "count": 1 }""", "first")).Samples);
        Assert.Equal(ModelState.Ready, (await host.Client.GetFromJsonAsync("/v1/models/first", ContractsJson.Default.ModelInfo))!.State);
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task A_model_that_is_loading_is_not_ready_until_it_is_warm()
    {
        await using var host = await RunningHost.StartAsync(new ModelFolder().AddNetwork("network").HoldWeights("network"), waitForModels: false);
        using var ready = await host.Client.GetAsync("/health/ready");
        await ready.ProblemAsync(503, "model_not_ready");
        using var live = await host.Client.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        while ((await host.Client.GetFromJsonAsync("/v1/models", ContractsJson.Default.ModelList))!.Models is not [{ State: ModelState.Loading }])
        {
            Assert.False(host.Loaded.IsCompleted);
        }

        using var refused = await host.Client.SendAsync(Http.Sample("""{ "count": 1 }""", "network"));
        var problem = await refused.ProblemAsync(503, "model_not_ready");
        Assert.Contains("loading", problem.Detail, StringComparison.Ordinal);

        host.Models.ReleaseWeights("network");
        await host.Loaded.WaitAsync(TimeSpan.FromSeconds(60));
        using var warm = await host.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, warm.StatusCode);
        Assert.Single((await host.Client.SampleAsync("""{ "count": 1 }""", "network")).Samples);
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task A_model_that_is_damaged_fails_alone_and_says_why()
    {
        await using var host = await RunningHost.StartAsync(new ModelFolder().AddGaussian("good").Add("damaged", """{ "schema": 1, "shape": [2] """));
        var damaged = await host.Client.GetFromJsonAsync("/v1/models/damaged", ContractsJson.Default.ModelInfo);
        Assert.Equal(ModelState.Failed, damaged!.State);
        Assert.NotNull(damaged.Error);
        using var ready = await host.Client.GetAsync("/health/ready");
        var problem = await ready.ProblemAsync(503, "model_not_ready");
        Assert.Contains("damaged", problem.Detail, StringComparison.Ordinal);
        Assert.Single((await host.Client.SampleAsync("""{ "count": 1 }""", "good")).Samples);
        using var load = await host.Client.PostAsync("/v1/models/damaged/load", null);
        await load.ProblemAsync(500, "artifact_invalid", "");
    }

    private static async Task<ModelInfo> PostAsync(RunningHost host, string address)
    {
        using var response = await host.Client.PostAsync("/v1/models/" + address, null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.ModelInfo))!;
    }
}
