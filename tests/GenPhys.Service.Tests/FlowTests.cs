using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>Likelihoods, latents and interpolations over both doors: the same bits, the same errors.</summary>
public sealed class FlowTests : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await RunningHost.StartAsync(new ModelFolder().AddGaussian("gaussian").AddNetwork("network"));

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task The_likelihood_of_a_Gaussian_is_its_density_and_both_doors_give_the_same_bits()
    {
        const string Body = """{ "points": [[0.5, -0.25], [0, 0], [1, 1]], "details": true, "solver": { "kind": "rk45", "rtol": 1e-7, "atol": 1e-7 } }""";
        var rest = await PostAsync("gaussian/likelihoods", Body, ContractsJson.Default.LikelihoodResult);
        var request = JsonSerializer.Deserialize(Body, ContractsJson.Default.LikelihoodRequest)!;
        var grpc = (await _host.Grpc().LikelihoodAsync(request.ToProto("gaussian"))).ToContract();

        double[] d2 = [0.3125, 0, 2];
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(-Math.Log(2 * Math.PI * 0.25) - (d2[i] / 0.5), rest.LogLikelihoods[i]!.Value, 1e-3);
        }

        Assert.Equal([3], rest.Shape);
        Assert.Equal(rest.LogLikelihoods, grpc.LogLikelihoods);
        Assert.Equal(rest.BitsPerDim, grpc.BitsPerDim);
        Assert.Equal(rest.StandardErrors, grpc.StandardErrors);
        Assert.Equal(rest.Nfe, grpc.Nfe);
        Assert.Equal(rest.Details!.Latents, grpc.Details!.Latents);
        Assert.Equal(rest.Details.PriorLogDensities, grpc.Details.PriorLogDensities);
        Assert.Equal(rest.Details.Divergences, grpc.Details.Divergences);
        Assert.Equal(rest.Details.TerminalLogDensities, grpc.Details.TerminalLogDensities);
        Assert.NotNull(rest.Details.TerminalLogDensities);
    }

    [Theory]
    [InlineData("gaussian", """{ "points": [[0.5, -0.25], [0, 0]], "seed": 3, "guidance": [{ "kind": "bridge", "weight": 0.5, "to": { "kind": "box", "low": [0, 0], "high": [1, 1] } }] }""")]
    [InlineData("network", """{ "points": [[0.5, -0.25]], "seed": 3, "solver": { "kind": "rk45", "rtol": 1e-3, "atol": 1e-3 }, "guidance": [{ "kind": "loss", "samples": 4, "loss": { "kind": "terminal", "target": [0.5, 0] } }] }""")]
    public async Task The_likelihood_of_a_guided_flow_is_the_same_through_both_doors(string model, string body)
    {
        var rest = await PostAsync($"{model}/likelihoods", body, ContractsJson.Default.LikelihoodResult);
        var request = JsonSerializer.Deserialize(body, ContractsJson.Default.LikelihoodRequest)!;
        var grpc = (await _host.Grpc().LikelihoodAsync(request.ToProto(model))).ToContract();
        var plain = await PostAsync($"{model}/likelihoods", JsonSerializer.Serialize(request with { Guidance = [] }, ContractsJson.Default.LikelihoodRequest), ContractsJson.Default.LikelihoodResult);
        Assert.Empty(rest.FailedRows);
        Assert.Equal(rest.LogLikelihoods, grpc.LogLikelihoods);
        Assert.Equal(rest.Nfe, grpc.Nfe);
        Assert.True(Math.Abs(rest.LogLikelihoods[0]!.Value - plain.LogLikelihoods[0]!.Value) > 1e-3);
    }

    [Fact]
    public async Task A_network_s_likelihood_does_not_depend_on_company()
    {
        const string One = """{ "points": [[0.5, -0.25]], "trace": "hutchinson", "probes": 2, "seed": 3 }""";
        var alone = await PostAsync("network/likelihoods", One, ContractsJson.Default.LikelihoodResult);
        var company = Enumerable.Range(0, 6).Select(_ => _host.Client.SampleAsync("""{ "count": 37, "seed": 3 }""", "network")).ToList();
        var among = await PostAsync("network/likelihoods", One.Replace("]]", "], [1, 2], [0.1, 0.2]]", StringComparison.Ordinal), ContractsJson.Default.LikelihoodResult);
        await Task.WhenAll(company);
        Assert.Equal(alone.LogLikelihoods[0], among.LogLikelihoods[0]);
        Assert.Equal(alone.StandardErrors[0], among.StandardErrors[0]);
        Assert.Null(alone.Details);
    }

    [Fact]
    public async Task Latents_go_round_through_both_doors()
    {
        const string Body = """{ "points": [[0.5, -0.25], [1, 1]] }""";
        var rest = await PostAsync("network/latents", Body, ContractsJson.Default.EncodeResult);
        var grpc = (await _host.Grpc().EncodeAsync(JsonSerializer.Deserialize(Body, ContractsJson.Default.EncodeRequest)!.ToProto("network"))).ToContract();
        Assert.Equal(rest.Latents, grpc.Latents);
        Assert.Equal(rest.RoundTripErrors, grpc.RoundTripErrors);
        Assert.All(rest.RoundTripErrors, error => Assert.InRange(error!.Value, 0, 1e-3));

        var latents = JsonSerializer.Serialize(rest.Latents);
        var decode = $$"""{ "latents": {{latents}}, "temperature": 1 }""";
        var points = await PostAsync("network/latents/decode", decode, ContractsJson.Default.DecodeResult);
        var grpcPoints = (await _host.Grpc().DecodeAsync(JsonSerializer.Deserialize(decode, ContractsJson.Default.DecodeRequest)!.ToProto("network"))).ToContract();
        Assert.Equal(points.Points, grpcPoints.Points);
        Assert.Equal(0.5, points.Points[0]![0], 1e-3);
        Assert.Equal(1, points.Points[1]![1], 1e-3);
    }

    [Fact]
    public async Task Interpolations_are_the_same_through_both_doors()
    {
        const string Body = """{ "ends": [{ "seed": 1 }, { "point": [0.5, 0.5] }, { "latent": [30, -20] }], "steps": 3, "method": "slerp" }""";
        var rest = await PostAsync("gaussian/interpolations", Body, ContractsJson.Default.InterpolationResult);
        var grpc = (await _host.Grpc().InterpolateAsync(JsonSerializer.Deserialize(Body, ContractsJson.Default.InterpolationRequest)!.ToProto("gaussian"))).ToContract();
        Assert.Equal(5, rest.Points.Count);
        Assert.Equal(rest.Points, grpc.Points);
        Assert.Equal(rest.Latents, grpc.Latents);
        Assert.Equal(rest.Weights, grpc.Weights);
        Assert.Equal(0.5, rest.Points[2]![0], 1e-3);
    }

    [Theory]
    [InlineData("likelihoods", """{ "points": [[1, 2, 3]] }""", 422, "shape_mismatch", "/points/0")]
    [InlineData("likelihoods", """{ "points": [[1, "x"]] }""", 400, "malformed", "/points/0/1")]
    [InlineData("likelihoods", """{ "points": [[1, 2]], "probs": 3 }""", 400, "unknown_member", "/probs")]
    [InlineData("likelihoods", """{ "points": [[1, 2]], "probes": 0 }""", 422, "validation", "/probes")]
    [InlineData("likelihoods", """{ "points": [[1, 2]], "solver": { "kind": "heun" } }""", 422, "unsupported_combination", "/solver/kind")]
    [InlineData("likelihoods", """{ }""", 422, "validation", "/points")]
    [InlineData("latents", """{ "points": [] }""", 422, "validation", "/points")]
    [InlineData("latents", """{ "points": [[1, 2], [3]] }""", 422, "shape_mismatch", "/points/1")]
    [InlineData("latents/decode", """{ "latents": [[1, 2]], "temperature": 0 }""", 422, "validation", "/temperature")]
    [InlineData("latents/decode", """{ "latents": [[1, 2]], "sampler": { "kind": "ddpm" } }""", 422, "unsupported_combination", "/sampler/kind")]
    [InlineData("interpolations", """{ "ends": [{ "seed": 1 }] }""", 422, "validation", "/ends")]
    [InlineData("interpolations", """{ "ends": [{ "seed": 1 }, { }] }""", 422, "validation", "/ends/1")]
    [InlineData("interpolations", """{ "ends": [{ "seed": 1 }, { "seed": 2 }], "steps": 1 }""", 422, "validation", "/steps")]
    [InlineData("interpolations", """{ "ends": [{ "seed": 1 }, { "seed": 2 }], "weights": [[1, -1]] }""", 422, "validation", "/weights/0")]
    public async Task Bad_input_is_told_with_its_place(string verb, string body, int status, string code, string pointer)
    {
        using var response = await SendAsync($"gaussian/{verb}", body);
        await response.ProblemAsync(status, code, pointer);
    }

    [Fact]
    public async Task Every_example_of_the_document_can_be_sent()
    {
        using var document = JsonDocument.Parse(await _host.Client.GetStringAsync("/openapi/v1.json"));
        foreach (var verb in new[] { "likelihoods", "latents", "latents/decode", "interpolations" })
        {
            var operation = document.RootElement.GetProperty("paths").GetProperty("/v1/models/{model}/" + verb).GetProperty("post");
            var body = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();
            using var response = await SendAsync($"gaussian/{verb}", body);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    private async Task<T> PostAsync<T>(string path, string body, JsonTypeInfo<T> type)
    {
        using var response = await SendAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize(text, type)!;
    }

    private Task<HttpResponseMessage> SendAsync(string path, string body) =>
        _host.Client.PostAsync("/v1/models/" + path, new StringContent(body, Encoding.UTF8, "application/json"));
}
