using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using GenPhys.Contracts;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Google.Protobuf;
using Grpc.Core;
using Proto = GenPhys.Protos.OpenInference;

namespace GenPhys.Service.Tests.OpenInference;

/// <summary>The Open Inference Protocol over both doors: the bits of <c>/v1</c>, and errors that point into the inference.</summary>
public sealed class OpenInferenceTests : IAsyncLifetime
{
    private const string Inputs = """[{ "name": "count", "datatype": "INT64", "shape": [1], "data": [20] }, { "name": "seed", "datatype": "INT64", "shape": [1], "data": [7] }]""";

    private RunningHost _host = null!;

    private Proto.GRPCInferenceService.GRPCInferenceServiceClient Grpc => new(_host.Channel);

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync(args: ["--Limits:MaxRows=1000"]);

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task An_inference_gives_the_bits_of_a_sample_request()
    {
        var sample = await _host.Client.SampleAsync("""{ "count": 20, "seed": 7, "sampler": { "kind": "euler", "steps": 5, "schedule": { "kind": "edm", "sigmaMax": 40, "rho": 5 } } }""");
        var (status, rest) = await InferAsync(
            $$"""{ "id": "mine-1", "parameters": { "sampler": "euler", "steps": 5, "sigma_max": 40, "rho": 5 }, "inputs": {{Inputs}}, "outputs": [{ "name": "samples" }] }""");
        Assert.Equal(HttpStatusCode.OK, status);
        var output = rest["outputs"]![0]!;
        Assert.Equal(("mine-1", "gaussian", "1"), ((string)rest["id"]!, (string)rest["model_name"]!, (string)rest["model_version"]!));
        Assert.Equal(("samples", "FP32", "[20,2]"), ((string)output["name"]!, (string)output["datatype"]!, output["shape"]!.ToJsonString()));
        Assert.Equal((7, 5, ""), ((long)rest["parameters"]!["seed"]!, (double)rest["parameters"]!["nfe"]!, (string)rest["parameters"]!["failed_rows"]!));
        Assert.Equal(Bits(sample.Flat()), Bits([.. output["data"]!.AsArray().Select(value => (float)value!)]));

        foreach (var raw in new[] { false, true })
        {
            var grpc = await Grpc.ModelInferAsync(Request(raw, 20));
            Assert.Equal(("mine-2", "gaussian", "1"), (grpc.Id, grpc.ModelName, grpc.ModelVersion));
            Assert.Equal([20L, 2L], Assert.Single(grpc.Outputs).Shape);
            Assert.Equal(Bits(sample.Flat()), Bits(MemoryMarshal.Cast<byte, float>(Assert.Single(grpc.RawOutputContents).Span).ToArray()));
        }
    }

    [Theory]
    [InlineData("""{ "inputs": [] }""", 422, "validation", "/inputs")]
    [InlineData("""{ }""", 422, "validation", "/inputs")]
    [InlineData("""{ "inputs": [{ "name": "rows", "datatype": "INT64", "shape": [1], "data": [1] }] }""", 422, "validation", "/inputs/0/name")]
    [InlineData("""{ "inputs": [{ "name": "count", "datatype": "FP32", "shape": [1], "data": [1] }] }""", 422, "validation", "/inputs/0/datatype")]
    [InlineData("""{ "inputs": [{ "name": "count", "datatype": "INT64", "shape": [2], "data": [1, 2] }] }""", 422, "shape_mismatch", "/inputs/0/shape")]
    [InlineData("""{ "inputs": [{ "name": "count", "datatype": "INT64", "shape": [1], "data": [] }] }""", 422, "shape_mismatch", "/inputs/0/data")]
    [InlineData("""{ "inputs": [{ "name": "count", "datatype": "INT64", "shape": [1], "data": ["1"] }] }""", 400, "malformed", "/inputs/0/data/0")]
    [InlineData("""{ "inputs": [{ "name": "count", "datatype": "INT64", "shape": [1], "data": [0] }] }""", 422, "validation", "/inputs/0/data/0")]
    [InlineData("""{ "inputs": [{ "name": "count", "datatype": "INT64", "shape": [1], "data": [1001] }] }""", 422, "budget_exceeded", "/inputs/0/data/0")]
    [InlineData("""{ "inputs": [{ "name": "count", "datatype": "INT64", "shape": [1], "data": [1], "parameters": { "binary_data_size": 8 } }] }""", 400, "unknown_member", "/inputs/0/parameters/binary_data_size")]
    [InlineData("""{ "inputs": INPUTS, "outputs": [{ "name": "scores" }] }""", 422, "validation", "/outputs/0/name")]
    [InlineData("""{ "inputs": INPUTS, "outputs": [{ "name": "samples", "parameters": { "binary_data": true } }] }""", 400, "unknown_member", "/outputs/0/parameters/binary_data")]
    [InlineData("""{ "inputs": INPUTS, "parameters": { "stpes": 4 } }""", 400, "unknown_member", "/parameters/stpes")]
    [InlineData("""{ "inputs": INPUTS, "parameters": { "steps": "4" } }""", 400, "malformed", "/parameters/steps")]
    [InlineData("""{ "inputs": INPUTS, "parameters": { "steps": 0 } }""", 422, "validation", "/parameters/steps")]
    [InlineData("""{ "inputs": INPUTS, "parameters": { "schedule": "sine" } }""", 422, "validation", "/parameters/schedule")]
    [InlineData("""{ "inputs": INPUTS, "parameters": { "sampler": "heun", "s_churn": 1 } }""", 400, "unknown_member", "/parameters/s_churn")]
    [InlineData("""{ "inputs": INPUTS, "parameters": { "schedule": "logLinear", "rho": 7 } }""", 400, "unknown_member", "/parameters/rho")]
    [InlineData("""{ "inputs": INPUTS, "parameters": { "sigma_max": 1000 } }""", 422, "validation", "/parameters/sigma_max")]
    [InlineData("""{ "inputs": INPUTS, "id": "two words" }""", 422, "validation", "/id")]
    public async Task An_inference_that_cannot_be_served(string body, int status, string code, string pointer)
    {
        var (answered, problem) = await InferAsync(body.Replace("INPUTS", Inputs, StringComparison.Ordinal));
        Assert.Equal((status, code, pointer), ((int)answered, (string)problem["code"]!, (string?)problem["pointer"]));
        Assert.Equal((string)problem["detail"]!, (string)problem["error"]!);
        Assert.Empty(_host.Log.Complaints);
    }

    [Fact]
    public async Task Errors_over_grpc_point_into_the_inference()
    {
        var many = await GrpcCalls.RefusedAsync(() => Grpc.ModelInferAsync(Request(raw: true, 1001)).ResponseAsync, StatusCode.InvalidArgument);
        Assert.Equal((ErrorCode.BudgetExceeded, "/inputs/0/data/0"), (many.Code, many.Pointer));
        var wrong = Request(raw: false, 1);
        wrong.Parameters["steps"] = new() { DoubleParam = 2.5 };
        var fraction = await GrpcCalls.RefusedAsync(() => Grpc.ModelInferAsync(wrong).ResponseAsync, StatusCode.InvalidArgument);
        Assert.Equal((ErrorCode.Malformed, "/parameters/steps"), (fraction.Code, fraction.Pointer));
        var short7 = Request(raw: true, 1);
        short7.RawInputContents[0] = ByteString.CopyFrom(new byte[7]);
        var bytes = await GrpcCalls.RefusedAsync(() => Grpc.ModelInferAsync(short7).ResponseAsync, StatusCode.InvalidArgument);
        Assert.Equal((ErrorCode.ShapeMismatch, "/inputs/0/data"), (bytes.Code, bytes.Pointer));
        var version = Request(raw: false, 1);
        version.ModelVersion = "9";
        Assert.Equal(ErrorCode.ModelNotFound, (await GrpcCalls.RefusedAsync(() => Grpc.ModelInferAsync(version).ResponseAsync, StatusCode.NotFound)).Code);
    }

    [Fact]
    public async Task Server_and_models_are_described_alike()
    {
        var server = await GetAsync("/v2");
        var grpcServer = await Grpc.ServerMetadataAsync(new());
        Assert.Equal(("genphys", (string)server["version"]!), (grpcServer.Name, grpcServer.Version));
        Assert.Equal("model_repository", (string)Assert.Single(server["extensions"]!.AsArray())!);
        var model = await GetAsync("/v2/models/gaussian");
        Assert.Equal(model.ToJsonString(), (await GetAsync("/v2/models/gaussian/versions/1")).ToJsonString());
        Assert.Equal("""[{"name":"samples","datatype":"FP32","shape":[-1,2]}]""", model["outputs"]!.ToJsonString());
        var grpcModel = await Grpc.ModelMetadataAsync(new() { Name = "gaussian" });
        Assert.Equal(["count", "seed"], grpcModel.Inputs.Select(input => input.Name));
        Assert.Equal([-1L, 2L], Assert.Single(grpcModel.Outputs).Shape);
        Assert.Equal("1", Assert.Single(grpcModel.Versions));
        using var missing = await _host.Client.GetAsync("/v2/models/gaussian/versions/2");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task The_repository_is_listed_unloaded_and_loaded()
    {
        Assert.True((await Grpc.ServerLiveAsync(new())).Live);
        Assert.True((await Grpc.ServerReadyAsync(new())).Ready);
        Assert.True((bool)(await GetAsync("/v2/health/live"))["live"]!);
        Assert.True((bool)(await GetAsync("/v2/health/ready"))["ready"]!);
        Assert.True((bool)(await GetAsync("/v2/models/gaussian/ready"))["ready"]!);

        using var unloaded = await _host.Client.PostAsync("/v2/repository/models/gaussian/unload", null);
        Assert.Equal(HttpStatusCode.OK, unloaded.StatusCode);
        Assert.False((await Grpc.ModelReadyAsync(new() { Name = "gaussian" })).Ready);
        using var ready = await _host.Client.GetAsync("/v2/models/gaussian/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var entry = Assert.Single((await Grpc.RepositoryIndexAsync(new())).Models);
        Assert.Equal(("gaussian", "1", "UNAVAILABLE", "unloaded"), (entry.Name, entry.Version, entry.State, entry.Reason));
        Assert.Empty((await Grpc.RepositoryIndexAsync(new() { Ready = true })).Models);

        await Grpc.RepositoryModelLoadAsync(new() { ModelName = "gaussian" });
        using var index = await _host.Client.PostAsync("/v2/repository/index", new StringContent("""{ "ready": true }""", Encoding.UTF8, "application/json"));
        Assert.Equal("""[{"name":"gaussian","version":"1","state":"READY","reason":""}]""", await index.Content.ReadAsStringAsync());
        using var configured = await _host.Client.PostAsync(
            "/v2/repository/models/gaussian/load", new StringContent("""{ "parameters": { "config": "{}" } }""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, configured.StatusCode);
        using var unknown = await _host.Client.PostAsync("/v2/repository/models/chessboard/load", null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static Proto.ModelInferRequest Request(bool raw, long count)
    {
        var request = new Proto.ModelInferRequest
        {
            ModelName = "gaussian",
            Id = "mine-2",
            Parameters =
            {
                ["sampler"] = new() { StringParam = "euler" },
                ["steps"] = new() { Int64Param = 5 },
                ["sigma_max"] = new() { DoubleParam = 40 },
                ["rho"] = new() { DoubleParam = 5 },
            },
        };
        foreach (var (name, value) in new[] { ("count", count), ("seed", 7L) })
        {
            var input = new Proto.ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = "INT64", Shape = { 1 } };
            if (raw)
            {
                request.RawInputContents.Add(ByteString.CopyFrom(BitConverter.GetBytes(value)));
            }
            else
            {
                input.Contents = new() { Int64Contents = { value } };
            }

            request.Inputs.Add(input);
        }

        return request;
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> InferAsync(string body)
    {
        using var response = await _host.Client.PostAsync("/v2/models/gaussian/infer", new StringContent(body, Encoding.UTF8, "application/json"));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private async Task<JsonNode> GetAsync(string address) => JsonNode.Parse(await _host.Client.GetStringAsync(address))!;

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}
