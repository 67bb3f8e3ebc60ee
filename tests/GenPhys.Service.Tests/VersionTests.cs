using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Infer = GenPhys.Protos.OpenInference;

namespace GenPhys.Service.Tests;

/// <summary>Several versions of one model: how they are addressed, come and go.</summary>
public sealed class VersionTests
{
    private const string Inference = """{ "inputs": [{ "name": "count", "datatype": "INT64", "shape": [1], "data": [8] }, { "name": "seed", "datatype": "INT64", "shape": [1], "data": [5] }] }""";

    [Fact]
    public async Task Two_versions_serve_beside_each_other_at_every_door()
    {
        await using var host = await RunningHost.StartAsync(TwoVersions());
        Assert.Equal(2, await ServedAsync(host, "gaussian"));
        await RefusedAsync(host, "gaussian@1", 503, "model_not_ready");
        Assert.Equal((1, ModelState.Ready), await LoadAsync(host, "gaussian@1"));

        var (first, second) = (await BitsAsync(host, "gaussian@1"), await BitsAsync(host, "gaussian@2"));
        Assert.Equal(second, await BitsAsync(host, "gaussian"));
        Assert.NotEqual(first, second);
        foreach (var (version, bits) in new[] { (1, first), (2, second) })
        {
            var call = await host.Grpc().SampleAsync(new() { Model = $"gaussian@{version}", Count = 8, Seed = 5 });
            Assert.Equal(("gaussian", version), (call.Model.Name, call.Model.Version));
            Assert.Equal(bits, call.Samples);
            using var rest = await host.Client.PostAsync($"/v2/models/gaussian/versions/{version}/infer", new StringContent(Inference, System.Text.Encoding.UTF8, "application/json"));
            var answer = JsonNode.Parse(await rest.Content.ReadAsStringAsync())!;
            Assert.Equal($"{version}", (string?)answer["model_version"]);
            Assert.Equal(bits, answer["outputs"]![0]!["data"].Deserialize<float[]>());
            var infer = new Infer.GRPCInferenceService.GRPCInferenceServiceClient(host.Channel);
            Assert.True((await infer.ModelReadyAsync(new() { Name = "gaussian", Version = $"{version}" })).Ready);
        }

        var info = await host.Client.GetFromJsonAsync("/v1/models/gaussian", ContractsJson.Default.ModelInfo);
        Assert.Equal((2, ModelState.Ready), (info!.Version, info.State));
        Assert.Equal([1, 2], info.Versions);
        Assert.Equal([1, 2], info.LoadedVersions);
        Assert.Equal([1, 2], (await host.Grpc().GetModelAsync(new() { Name = "gaussian@1" })).LoadedVersions);

        Assert.Equal((2, ModelState.Unloaded), await UnloadAsync(host, "gaussian@2"));
        Assert.Equal(1, await ServedAsync(host, "gaussian"));
        await RefusedAsync(host, "gaussian@2", 503, "model_not_ready");
        Assert.Equal(Protos.V1.ModelState.Ready, (await host.Grpc().LoadModelAsync(new() { Name = "gaussian@2" })).State);
        Assert.Equal(2, await ServedAsync(host, "gaussian"));
        await UnloadAsync(host, "gaussian");
        await RefusedAsync(host, "gaussian", 503, "model_not_ready");
        await RefusedAsync(host, "gaussian@1", 503, "model_not_ready");
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task The_index_lists_every_version()
    {
        await using var host = await RunningHost.StartAsync(TwoVersions());
        using var index = await host.Client.PostAsync("/v2/repository/index", null);
        Assert.Equal(
            """[{"name":"gaussian","version":"1","state":"UNAVAILABLE","reason":"unloaded"},{"name":"gaussian","version":"2","state":"READY","reason":""}]""",
            await index.Content.ReadAsStringAsync());
        using var load = await host.Client.PostAsync("/v2/repository/models/gaussian@1/load", null);
        Assert.Equal(HttpStatusCode.OK, load.StatusCode);
        var ready = await new Infer.GRPCInferenceService.GRPCInferenceServiceClient(host.Channel).RepositoryIndexAsync(new() { Ready = true });
        Assert.Equal(["1", "2"], ready.Models.Select(model => model.Version));
    }

    [Theory]
    [InlineData("gaussian@3")]
    [InlineData("gaussian@x")]
    [InlineData("gaussian@0")]
    [InlineData("gaussian@01")]
    [InlineData("gaussian@")]
    [InlineData("gaussian@1@2")]
    [InlineData("@1")]
    public async Task A_version_that_is_not_there_is_not_found(string model)
    {
        await using var host = await RunningHost.StartAsync(TwoVersions());
        await RefusedAsync(host, model, 404, "model_not_found");
        foreach (var verb in new[] { "load", "unload" })
        {
            using var response = await host.Client.PostAsync($"/v1/models/{model}/{verb}", null);
            await response.ProblemAsync(404, "model_not_found");
        }

        Assert.Equal(
            ErrorCode.ModelNotFound, (await GrpcCalls.RefusedAsync(() => host.Grpc().GetModelAsync(new() { Name = model }).ResponseAsync, StatusCode.NotFound)).Code);
        Assert.Equal(2, await ServedAsync(host, "gaussian"));
    }

    [Fact]
    public async Task A_new_version_takes_over_while_the_old_one_finishes_what_it_began()
    {
        await using var host = await RunningHost.StartAsync(new ModelFolder().AddGaussian("gaussian"));
        using var response = await host.Client.SendAsync(
            Http.Sample("""{ "count": 100000, "seed": 1, "sampler": { "kind": "heun", "steps": 40 } }""", accept: "text/event-stream"),
            HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("event: progress", await reader.ReadLineAsync());

        host.Models.AddGaussian("gaussian", "2", version: 2);
        Assert.Equal((2, ModelState.Ready), await LoadAsync(host, "gaussian"));
        Assert.Equal(2, await ServedAsync(host, "gaussian"));
        var info = await host.Client.GetFromJsonAsync("/v1/models/gaussian", ContractsJson.Default.ModelInfo);
        Assert.Equal([2], info!.LoadedVersions);
        var old = await host.Client.GetFromJsonAsync("/v1/models/gaussian@1", ContractsJson.Default.ModelInfo);
        Assert.Equal(ModelState.Unloading, old!.State);

        var lines = (await reader.ReadToEndAsync().WaitAsync(GrpcCalls.Patience)).TrimEnd().Split('\n');
        Assert.Equal("event: result", lines[^2]);
        Assert.Equal(1, JsonSerializer.Deserialize(lines[^1]["data: ".Length..], ContractsJson.Default.SampleResponse)!.Model.Version);
        Assert.Equal((1, ModelState.Unloaded), await UnloadAsync(host, "gaussian@1"));
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task The_configuration_may_hold_requests_to_a_version()
    {
        await using var host = await RunningHost.StartAsync(TwoVersions(), ["--Models:Default:gaussian=1"]);
        Assert.Equal(1, await ServedAsync(host, "gaussian"));
        await LoadAsync(host, "gaussian@2");
        Assert.Equal((1, 2), (await ServedAsync(host, "gaussian"), await ServedAsync(host, "gaussian@2")));
        Assert.Equal((1, ModelState.Ready), await LoadAsync(host, "gaussian"));
        Assert.Equal((1, 2), (await ServedAsync(host, "gaussian"), await ServedAsync(host, "gaussian@2")));
        await UnloadAsync(host, "gaussian@1");
        await RefusedAsync(host, "gaussian", 503, "model_not_ready");
    }

    [Fact]
    public async Task A_version_of_the_configuration_that_is_not_there_keeps_the_service_from_being_ready()
    {
        await using var host = await RunningHost.StartAsync(TwoVersions(), ["--Models:Default:gaussian=7"]);
        using var ready = await host.Client.GetAsync("/health/ready");
        await ready.ProblemAsync(503, "model_not_ready");
        Assert.Contains("7", (await host.Client.GetFromJsonAsync("/v1/models/gaussian", ContractsJson.Default.ModelInfo))!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_cannot_be_loaded_leaves_the_others_alone()
    {
        await using var host = await RunningHost.StartAsync(TwoVersions().Add("gaussian", """{ "schema": 1, "shape": [2] """, version: 1));
        using var failed = await host.Client.PostAsync("/v1/models/gaussian@1/load", null);
        await failed.ProblemAsync(500, "artifact_invalid", "");
        Assert.Equal(ModelState.Failed, (await host.Client.GetFromJsonAsync("/v1/models/gaussian@1", ContractsJson.Default.ModelInfo))!.State);
        Assert.Equal(2, await ServedAsync(host, "gaussian"));
        using var ready = await host.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Series_are_labelled_by_name_and_not_by_address()
    {
        await using var host = await RunningHost.StartAsync(TwoVersions());
        await ServedAsync(host, "gaussian@2");
        await RefusedAsync(host, "gaussian@9", 404, "model_not_found");
        Assert.DoesNotContain("gaussian@", await host.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    private static ModelFolder TwoVersions() => new ModelFolder().AddGaussian("gaussian", "0.5").AddGaussian("gaussian", "2", version: 2);

    private static async Task<int> ServedAsync(RunningHost host, string model) => (await host.Client.SampleAsync("""{ "count": 1 }""", model)).Model.Version;

    private static async Task<float[]> BitsAsync(RunningHost host, string model) => (await host.Client.SampleAsync("""{ "count": 8, "seed": 5 }""", model)).Flat();

    private static async Task RefusedAsync(RunningHost host, string model, int status, string code)
    {
        using var refused = await host.Client.SendAsync(Http.Sample("""{ "count": 1 }""", model));
        await refused.ProblemAsync(status, code);
    }

    private static Task<(int Version, ModelState State)> LoadAsync(RunningHost host, string model) => PostAsync(host, $"{model}/load");

    private static Task<(int Version, ModelState State)> UnloadAsync(RunningHost host, string model) => PostAsync(host, $"{model}/unload");

    private static async Task<(int Version, ModelState State)> PostAsync(RunningHost host, string path)
    {
        using var response = await host.Client.PostAsync("/v1/models/" + path, null);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var info = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.ModelInfo))!;
        return (info.Version, info.State);
    }
}
