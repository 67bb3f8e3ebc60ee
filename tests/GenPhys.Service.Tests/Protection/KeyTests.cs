using System.Net;
using System.Net.Http.Headers;
using GenPhys.Contracts;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Grpc.Health.V1;
using Infer = GenPhys.Protos.OpenInference;

namespace GenPhys.Service.Tests.Protection;

/// <summary>What a key opens, at each door.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private const string Sample = """{ "count": 2, "seed": 1 }""";
    private const string Inference = """{ "inputs": [{ "name": "count", "datatype": "INT64", "shape": [1], "data": [2] }] }""";

    private RunningHost _host = null!;

    public static TheoryData<string, string, string?, string> Addresses => new()
    {
        { "POST", "/v1/models/gaussian/samples", Sample, "sample" },
        { "POST", "/v2/models/gaussian/infer", Inference, "sample" },
        { "POST", "/v2/models/gaussian/versions/1/infer", Inference, "sample" },
        { "GET", "/v1/models", null, "any" },
        { "GET", "/v1/models/gaussian", null, "any" },
        { "GET", "/v2", null, "any" },
        { "GET", "/v2/models/gaussian/ready", null, "any" },
        { "POST", "/v2/repository/index", null, "any" },
        { "POST", "/v1/models/gaussian/load", null, "operate" },
        { "POST", "/v1/models/gaussian/unload", null, "operate" },
        { "POST", "/v2/repository/models/gaussian/load", null, "operate" },
        { "POST", "/v2/repository/models/gaussian/unload", null, "operate" },
        { "GET", "/metrics", null, "operate" },
        { "GET", "/health/ready", null, "none" },
        { "GET", "/health/live", null, "none" },
        { "GET", "/v2/health/ready", null, "none" },
        { "GET", "/v2/health/live", null, "none" },
        { "GET", "/openapi/v1.json", null, "none" },
        { "GET", "/swagger/index.html", null, "none" },
        { "GET", "/", null, "none" },
    };

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync(args: Keys.Settings);

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task An_address_opens_to_its_scope_alone(string method, string path, string? body, string scope)
    {
        foreach (var (key, scopes) in new[] { (Keys.Sampler, "sample any"), (Keys.Operator, "operate any") })
        {
            using var response = await _host.SendAsync(new HttpMethod(method), path, key, body);
            if (scope == "none" || scopes.Contains(scope, StringComparison.Ordinal))
            {
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
            else
            {
                Assert.Contains(scope, (await response.ProblemAsync(403, "permission_denied")).Detail, StringComparison.Ordinal);
            }
        }

        foreach (var key in new[] { null, Keys.Nobody, "", Keys.Sampler + "x" })
        {
            using var response = await _host.SendAsync(new HttpMethod(method), path, key, body);
            if (scope == "none")
            {
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
            else
            {
                var problem = await response.ProblemAsync(401, "unauthenticated");
                Assert.Contains(key is null ? "needs a key" : "not known", problem.Detail, StringComparison.Ordinal);
                Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
            }
        }

        Assert.Empty(_host.Log.Complaints);
    }

    [Fact]
    public async Task A_key_may_come_as_a_bearer_token_too()
    {
        using var request = Keys.Request(HttpMethod.Get, "/v1/models", null);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Keys.Sampler);
        using var response = await _host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var basic = Keys.Request(HttpMethod.Get, "/v1/models", null);
        basic.Headers.Authorization = new AuthenticationHeaderValue("Basic", Keys.Sampler);
        using var refused = await _host.Client.SendAsync(basic);
        await refused.ProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task An_address_that_is_not_there_is_told_to_key_holders_only()
    {
        using var unknown = await _host.SendAsync(HttpMethod.Get, "/v1/nowhere", null);
        await unknown.ProblemAsync(401, "unauthenticated");
        using var known = await _host.SendAsync(HttpMethod.Get, "/v1/nowhere", Keys.Sampler);
        await known.ProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task A_call_needs_its_scope_too()
    {
        var client = _host.Grpc();
        var inference = new Infer.GRPCInferenceService.GRPCInferenceServiceClient(_host.Channel);
        var infer = new Infer.ModelInferRequest
        {
            ModelName = "gaussian",
            Inputs = { new Infer.ModelInferRequest.Types.InferInputTensor { Name = "count", Datatype = "INT64", Shape = { 1 }, Contents = new() { Int64Contents = { 2 } } } },
        };
        (string Scope, Func<Metadata, Task> Call)[] calls =
        [
            ("sample", metadata => client.SampleAsync(GrpcCalls.Request(1), metadata).ResponseAsync),
            ("sample", async metadata =>
            {
                using var call = client.SampleStream(GrpcCalls.Request(1), metadata);
                await foreach (var _ in call.ResponseStream.ReadAllAsync())
                {
                }
            }),
            ("sample", metadata => inference.ModelInferAsync(infer, metadata).ResponseAsync),
            ("any", metadata => client.ListModelsAsync(new(), metadata).ResponseAsync),
            ("any", metadata => client.GetModelAsync(new() { Name = "gaussian" }, metadata).ResponseAsync),
            ("any", metadata => inference.ServerMetadataAsync(new(), metadata).ResponseAsync),
            ("any", metadata => inference.RepositoryIndexAsync(new(), metadata).ResponseAsync),
            ("operate", metadata => client.LoadModelAsync(new() { Name = "gaussian" }, metadata).ResponseAsync),
            ("operate", metadata => inference.RepositoryModelLoadAsync(new() { ModelName = "gaussian" }, metadata).ResponseAsync),
            ("none", metadata => inference.ServerLiveAsync(new(), metadata).ResponseAsync),
            ("none", metadata => inference.ServerReadyAsync(new(), metadata).ResponseAsync),
            ("none", metadata => new Health.HealthClient(_host.Channel).CheckAsync(new(), metadata).ResponseAsync),
        ];
        foreach (var (scope, call) in calls)
        {
            foreach (var (key, scopes) in new[] { (Keys.Sampler, "sample any none"), (Keys.Operator, "operate any none") })
            {
                if (scopes.Contains(scope, StringComparison.Ordinal))
                {
                    await call(Keys.Metadata(key));
                }
                else
                {
                    Assert.Equal(ErrorCode.PermissionDenied, (await GrpcCalls.RefusedAsync(() => call(Keys.Metadata(key)), StatusCode.PermissionDenied)).Code);
                }
            }

            foreach (var key in new[] { null, Keys.Nobody })
            {
                if (scope == "none")
                {
                    await call(Keys.Metadata(key));
                }
                else
                {
                    Assert.Equal(ErrorCode.Unauthenticated, (await GrpcCalls.RefusedAsync(() => call(Keys.Metadata(key)), StatusCode.Unauthenticated)).Code);
                }
            }
        }

        await client.ListModelsAsync(new(), new Metadata { { "authorization", "Bearer " + Keys.Sampler } });
        Assert.Empty(_host.Log.Complaints);
    }

    [Fact]
    public async Task A_request_is_ended_by_its_own_key_or_by_an_operator()
    {
        foreach (var (canceller, allowed) in new[] { (Keys.Other, false), (Keys.Sampler, true), (Keys.Operator, true) })
        {
            using var running = Keys.Request(HttpMethod.Post, "/v1/models/gaussian/samples", Keys.Sampler, Http.Endless, "mine");
            running.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
            using var stream = await _host.Client.SendAsync(running, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
            if (!allowed)
            {
                using var refused = await _host.SendAsync(HttpMethod.Delete, "/v1/requests/mine", canceller);
                await refused.ProblemAsync(403, "permission_denied");
                var call = await GrpcCalls.RefusedAsync(
                    () => _host.Grpc().CancelRequestAsync(new() { Id = "mine" }, Keys.Metadata(canceller)).ResponseAsync, StatusCode.PermissionDenied);
                Assert.Equal(ErrorCode.PermissionDenied, call.Code);
                await _host.Grpc().CancelRequestAsync(new() { Id = "mine" }, Keys.Metadata(Keys.Sampler));
            }
            else
            {
                using var deleted = await _host.SendAsync(HttpMethod.Delete, "/v1/requests/mine", canceller);
                Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            }

            Assert.Contains("cancelled", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
