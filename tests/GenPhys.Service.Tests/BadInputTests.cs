using System.Net.Sockets;
using System.Text;
using GenPhys.Service.Tests.Support;
using Microsoft.Extensions.Logging;

namespace GenPhys.Service.Tests;

/// <summary>Whatever a caller sends wrong is told to the caller, and is no error in the log of the service.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync(
        new ModelFolder().AddGaussian("gaussian").Add("flow", """
            { "schema": 1, "shape": [2], "process": { "kind": "pfgm" }, "field": { "kind": "empirical", "points": [[0, 0], [1, 1]] } }
            """),
        ["--Limits:MaxRows=1000", "--Limits:MaxSteps=100", "--Limits:MaxBodyBytes=4096"]);

    public async Task DisposeAsync()
    {
        var complaints = _host.Log.Complaints.ToList();
        var served = await _host.Client.SampleAsync("""{ "count": 1, "seed": 1 }""");
        await _host.DisposeAsync();
        Assert.Single(served.Samples);
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    [Theory]
    [InlineData("""{ "count": 1, "cuont": 1 }""", 400, "unknown_member", "/cuont")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "stpes": 1 } }""", 400, "unknown_member", "/sampler/stpes")]
    [InlineData("""{ "count": "4" }""", 400, "malformed", "/count")]
    [InlineData("""{ "count": 1.5 }""", 400, "malformed", "/count")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "steps": [18] } }""", 400, "malformed", "/sampler/steps")]
    [InlineData("""{ "count": 4""", 400, "malformed", "/count")]
    [InlineData("""{ "count": NaN }""", 400, "malformed", "/count")]
    [InlineData("", 400, "malformed", "")]
    [InlineData("[]", 400, "malformed", "")]
    [InlineData("{}", 422, "validation", "/count")]
    [InlineData("""{ "count": 0 }""", 422, "validation", "/count")]
    [InlineData("""{ "count": -1 }""", 422, "validation", "/count")]
    [InlineData("""{ "count": 1000000000 }""", 422, "budget_exceeded", "/count")]
    [InlineData("""{ "count": 1001 }""", 422, "budget_exceeded", "/count")]
    [InlineData("""{ "count": 99999999999999999999 }""", 422, "validation", "/count")]
    [InlineData("""{ "count": 1, "seed": -1 }""", 422, "validation", "/seed")]
    [InlineData("""{ "count": 1, "seed": 9007199254740992 }""", 422, "validation", "/seed")]
    [InlineData("""{ "count": 1, "deadlineMs": 0 }""", 422, "validation", "/deadlineMs")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "steps": 0 } }""", 422, "validation", "/sampler/steps")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "steps": 101 } }""", 422, "budget_exceeded", "/sampler/steps")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "leapfrog" } }""", 422, "validation", "/sampler/kind")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "rk45", "rtol": 0 } }""", 422, "validation", "/sampler/rtol")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "rk45", "steps": 10 } }""", 422, "unsupported_combination", "/sampler/steps")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "ddim", "eta": 1.5 } }""", 422, "validation", "/sampler/eta")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "schedule": { "kind": "custom", "sigmas": [10, 1, 2] } } }""", 422, "validation", "/sampler/schedule/sigmas/2")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "schedule": { "kind": "vp", "betaMin": 3, "betaMax": 2 } } }""", 422, "validation", "/sampler/schedule/betaMax")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "steps": 90, "schedule": { "kind": "iddpm", "sigmaMin": 1, "sigmaMax": 1.1 } } }""", 422, "validation", "/sampler/steps")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "schedule": { "kind": "edm", "sigmaMin": 2, "sigmaMax": 1 } } }""", 422, "validation", "/sampler/schedule/sigmaMax")]
    [InlineData("""{ "count": 1, "guidance": [{ "kind": "classifiers", "count": 2 }] }""", 422, "validation", "/guidance/0/count")]
    [InlineData("""{ "count": 1, "guidance": [{ "kind": "classifiers", "interval": [2, 1] }] }""", 422, "validation", "/guidance/0/interval/1")]
    [InlineData("""{ "count": 1, "guidance": [{ "kind": "classifiers", "clip": 0 }] }""", 422, "validation", "/guidance/0/clip")]
    [InlineData("""{ "count": 1, "guidance": [{ "kind": "classifiers" }, { "kind": "magnets" }] }""", 422, "validation", "/guidance/1/kind")]
    [InlineData("""{ "count": 1, "guidance": [{ "kind": "latent" }] }""", 422, "unsupported_combination", "/guidance/0/kind")]
    [InlineData("""{ "count": 1, "restart": [{ "tMin": 0.3, "tMax": 0.06, "points": 3, "repeats": 2 }] }""", 422, "validation", "/restart/0/tMax")]
    [InlineData("""{ "count": 1, "restart": [{ "tMin": 0.06, "tMax": 300, "points": 3, "repeats": 2 }] }""", 422, "unsupported_combination", "/restart/0/tMax")]
    [InlineData("""{ "count": 1, "verify": { "kind": "checkerboard" } }""", 422, "validation", "/verify/origin")]
    [InlineData("""{ "count": 1, "verify": { "kind": "disc", "center": [0, 0, 0], "radius": 1 } }""", 422, "shape_mismatch", "/verify")]
    [InlineData("""{ "count": 1, "rejection": { "parallel": 4 } }""", 422, "validation", "/rejection")]
    [InlineData("""{ "count": 1, "resample": "systematic" }""", 422, "unsupported_combination", "/resample")]
    [InlineData("""{ "count": 1, "condition": {} }""", 422, "validation", "/condition")]
    [InlineData("""{ "count": 1, "codes": [[1, 0]] }""", 422, "unsupported_combination", "/codes")]
    [InlineData("""{ "count": 1, "codeTemperature": 1 }""", 422, "unsupported_combination", "/codeTemperature")]
    public async Task A_body_that_cannot_be_served(string body, int status, string code, string pointer)
    {
        using var response = await _host.Client.SendAsync(Http.Sample(body));
        await response.ProblemAsync(status, code, pointer);
    }

    [Theory]
    [InlineData("eulerMaruyama")]
    [InlineData("ddpm")]
    public async Task A_sampler_that_the_model_cannot_run(string kind)
    {
        using var response = await _host.Client.SendAsync(Http.Sample($$"""{ "count": 1, "sampler": { "kind": "{{kind}}", "steps": 5 } }""", "flow"));
        await response.ProblemAsync(422, "unsupported_combination", "/sampler/kind");
        Assert.Single((await _host.Client.SampleAsync("""{ "count": 1, "sampler": { "kind": "heun", "steps": 5 } }""", "flow")).Samples);
    }

    [Fact]
    public async Task Every_fault_of_the_values_is_told()
    {
        using var response = await _host.Client.SendAsync(Http.Sample("""{ "count": 0, "seed": -1, "sampler": { "kind": "euler", "steps": 0 } }"""));
        var problem = await response.ProblemAsync(422, "validation", "/count");
        Assert.Equal(["/count", "/seed", "/sampler/steps"], problem.Errors!.Select(error => error.Pointer));
    }

    [Fact]
    public async Task An_unknown_model()
    {
        using var response = await _host.Client.SendAsync(Http.Sample("""{ "count": 1 }""", "chessboard"));
        await response.ProblemAsync(404, "model_not_found");
        using var model = await _host.Client.GetAsync("/v1/models/chessboard");
        await model.ProblemAsync(404, "model_not_found");
        using var load = await _host.Client.PostAsync("/v1/models/chessboard/load", null);
        await load.ProblemAsync(404, "model_not_found");
        using var unload = await _host.Client.PostAsync("/v1/models/chessboard/unload", null);
        await unload.ProblemAsync(404, "model_not_found");
        using var outside = await _host.Client.GetAsync("/v1/models/..%2F..%2Fetc");
        await outside.ProblemAsync(404, "model_not_found");
    }

    [Fact]
    public async Task An_oversized_body_with_a_length()
    {
        using var response = await _host.Client.SendAsync(Http.Sample("""{ "count": 1 }""" + new string(' ', 5000)));
        await response.ProblemAsync(413, "payload_too_large");
    }

    [Fact]
    public async Task An_oversized_body_without_a_length()
    {
        using var request = Http.Sample("""{ "count": 1 }""" + new string(' ', 5000));
        request.Headers.TransferEncodingChunked = true;
        using var response = await _host.Client.SendAsync(request);
        await response.ProblemAsync(413, "payload_too_large");
    }

    [Fact]
    public async Task A_body_at_the_limit_is_read()
    {
        var body = """{ "count": 1 }""";
        using var response = await _host.Client.SendAsync(Http.Sample(body + new string(' ', 4096 - body.Length)));
        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Another_media_type()
    {
        using var response = await _host.Client.PostAsync("/v1/models/gaussian/samples", new StringContent("count=1", Encoding.UTF8, "application/x-www-form-urlencoded"));
        await response.ProblemAsync(415, "unsupported_media_type");
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json;q=0")]
    [InlineData("*/*;q=0")]
    [InlineData("nonsense")]
    public async Task An_answer_that_cannot_be_produced(string accept)
    {
        using var response = await _host.Client.SendAsync(Http.Sample("""{ "count": 1 }""", accept: accept));
        await response.ProblemAsync(406, "not_acceptable");
    }

    [Theory]
    [InlineData("GET", "/v1/models/gaussian/samples", 405, "method_not_allowed")]
    [InlineData("PUT", "/v1/models", 405, "method_not_allowed")]
    [InlineData("GET", "/v3/models", 404, "not_found")]
    [InlineData("POST", "/", 405, "method_not_allowed")]
    [InlineData("DELETE", "/v1/requests/none", 404, "request_not_found")]
    public async Task A_wrong_address(string method, string address, int status, string code)
    {
        using var response = await _host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));
        await response.ProblemAsync(status, code);
        Assert.Equal(status == 405, response.Content.Headers.Allow.Count > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_request_id_that_is_none(string id)
    {
        using var request = Http.Sample("""{ "count": 1 }""");
        request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        using var response = await _host.Client.SendAsync(request);
        await response.ProblemAsync(422, "validation");
    }

    [Fact]
    public async Task A_body_whose_framing_is_broken()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_host.Client.BaseAddress!.Host, _host.Client.BaseAddress.Port);
        await socket.GetStream().WriteAsync(
            "POST /v1/models/gaussian/samples HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"u8.ToArray());
        using var reader = new StreamReader(socket.GetStream());
        Assert.Equal("HTTP/1.1 400 Bad Request", await reader.ReadLineAsync());
        Assert.Contains("\"code\":\"malformed\"", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_logged_for_whoever_asks_for_it()
    {
        using var response = await _host.Client.SendAsync(Http.Sample("""{ "count": 0 }"""));
        await response.ProblemAsync(422, "validation", "/count");
        Assert.Contains(_host.Log.Entries, entry => entry.Level == LogLevel.Debug && entry.Message.Contains("count must be at least 1", StringComparison.Ordinal));
    }
}
