using System.Text.Json;
using System.Text.Json.Nodes;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>Latent codes through the doors, on eight modes in closed form whose code names the mode.</summary>
public sealed class CodeTests : IAsyncLifetime
{
    private const double Deviation = 0.2;
    private const string Means = "[[3, 0], [2.1, 2.1], [0, 3], [-2.1, 2.1], [-3, 0], [-2.1, -2.1], [0, -3], [2.1, -2.1]]";

    private static readonly double[][] Mean = JsonSerializer.Deserialize<double[][]>(Means)!;

    // x(T) of the straight line to the mode: mu + (x - mu) sqrt((T^2 + s^2)/(t^2 + s^2)).
    private static readonly double Stretch = Math.Sqrt(((80 * 80) + (Deviation * Deviation)) / ((0.002 * 0.002) + (Deviation * Deviation)));

    private RunningHost _host = null!;

    public static TheoryData<string> Samplers =>
    [
        """ "sampler": { "kind": "euler", "steps": 30 } """,
        """ "sampler": { "kind": "heun", "steps": 20 }, "restart": [{ "tMin": 0.1, "tMax": 1, "points": 4, "repeats": 2 }] """,
        """ "sampler": { "kind": "edmStochastic", "steps": 30, "sChurn": 20 } """,
        """ "sampler": { "kind": "eulerMaruyama", "steps": 60 } """,
        """ "sampler": { "kind": "dpmSolverPp2m", "steps": 20 } """,
        """ "sampler": { "kind": "ddim", "steps": 30 } """,
        """ "sampler": { "kind": "rk45", "rtol": 1e-4 } """,
    ];

    public static TheoryData<string, string, string> Refused => new()
    {
        { """ "codes": [[8]] """, "validation", "/codes/0/0" },
        { """ "codes": [[1], [0], [9]] """, "validation", "/codes/2/0" },
        { """ "codes": [[1], [-1], [2]] """, "validation", "/codes/1/0" },
        { """ "codes": [[1, 2]] """, "validation", "/codes/0" },
        { """ "codes": [[1], [2]] """, "validation", "/codes" },
        { """ "codes": [] """, "validation", "/codes" },
        { """ "codeTemperature": 0 """, "validation", "/codeTemperature" },
        { """ "codes": [[1]], "condition": { "label": 1 } """, "unsupported_combination", "/condition" },
        { """ "guidance": [{ "kind": "latent" }, { "kind": "latent" }] """, "unsupported_combination", "/guidance/1/kind" },
        { """ "guidance": [{ "kind": "latent", "clip": 1 }] """, "validation", "/guidance/0/clip" },
    };

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync(new ModelFolder().Add("modes", Model("modes", "true")).Add("codes-only", Model("codes-only", "false")));

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    [Trait("Acceptance", "D20")]
    public async Task Given_codes_are_honoured_and_leave_the_noise_as_it_is()
    {
        var drawn = await Sample(64, "");
        Assert.Equal(64, drawn.Codes!.Count);
        Assert.True(drawn.Codes.Select(code => code[0]).Distinct().Count() >= 6);
        Assert.All(Enumerable.Range(0, 64), row => Assert.Equal(drawn.Codes[row][0], Nearest(drawn.Samples[row]!)));

        // The drawn codes given back give the same bits, and another code moves a sample by the distance of the modes alone.
        var again = await Sample(64, $""" "codes": {JsonSerializer.Serialize(drawn.Codes)} """);
        Assert.Equal(drawn.Flat(), again.Flat());
        var one = await Sample(64, """ "codes": [[2]] """);
        Assert.All(one.Codes!, code => Assert.Equal([2], code));
        Assert.All(Enumerable.Range(0, 64), row => Assert.Equal(
            drawn.Samples[row]![0] - Mean[drawn.Codes[row][0]][0], one.Samples[row]![0] - Mean[2][0], 0.02));
    }

    [Fact]
    [Trait("Acceptance", "D20")]
    public async Task A_prefix_is_fixed_and_the_rest_drawn()
    {
        var drawn = await Sample(6, "");
        var some = await Sample(6, """ "codes": [[3], [], [], [3], [], []] """);
        Assert.Equal([3, drawn.Codes![1][0], drawn.Codes[2][0], 3, drawn.Codes[4][0], drawn.Codes[5][0]], some.Codes!.Select(code => code[0]));
        Assert.Equal(drawn.Samples[1], some.Samples[1]);

        // The first rows of a larger request are the smaller request.
        Assert.Equal(drawn.Flat(), (await Sample(9, "")).Flat()[..12]);
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public async Task Every_sampler_keeps_a_rows_code(string sampler)
    {
        var answer = await Sample(16, $""" "codes": {JsonSerializer.Serialize(Enumerable.Range(0, 16).Select(row => new[] { row % 8 }))}, {sampler} """, steps: false);
        Assert.All(Enumerable.Range(0, 16), row => Assert.Equal(row % 8, Nearest(answer.Samples[row]!)));
    }

    [Fact]
    public async Task A_cold_prior_draws_its_likeliest_code()
    {
        Assert.All((await Sample(20, """ "codeTemperature": 0.01 """)).Codes!, code => Assert.Equal([7], code));
        Assert.True((await Sample(20, """ "codeTemperature": 100 """)).Codes!.Select(code => code[0]).Distinct().Count() > 4);
    }

    [Fact]
    [Trait("Acceptance", "D12")]
    public async Task Guidance_counts_two_evaluations_but_for_the_weights_one_and_none()
    {
        const string codes = """ "codes": [[1]] """;
        var plain = await Sample(8, codes);
        var one = await Sample(8, codes + """, "guidance": [{ "kind": "latent" }] """);
        Assert.Equal((plain.Nfe, 39.0), (one.Nfe, plain.Nfe));
        Assert.Equal(plain.Flat(), one.Flat());
        var none = await Sample(8, codes + """, "guidance": [{ "kind": "latent", "weight": 0 }] """);
        Assert.Equal(39, none.Nfe);
        var extra = await Sample(8, codes + """, "guidance": [{ "kind": "latent", "weight": 2, "interval": [0, 100] }] """);
        Assert.Equal(78, extra.Nfe);
        Assert.NotEqual(plain.Flat(), extra.Flat());
        Assert.All(extra.Samples, sample => Assert.Equal(1, Nearest(sample!)));
    }

    [Fact]
    public async Task Both_doors_give_the_same_bits_and_codes()
    {
        foreach (var members in new[] { "", """ "codes": [[1]] """, """ "codes": [[], [0], [1]], "codeTemperature": 2 """, """ "guidance": [{ "kind": "latent", "weight": 1.5 }] """ })
        {
            var json = Body(3, members);
            var rest = await _host.Client.SampleAsync(json, "modes");
            var grpc = (await _host.Grpc().SampleAsync(JsonSerializer.Deserialize(json, ContractsJson.Default.SampleRequest)!.ToProto("modes"))).ToContract();
            Assert.Equal(rest.Flat(), grpc.Samples);
            Assert.Equal(rest.Codes, grpc.Codes);
            Assert.Equal(rest.Nfe, grpc.Nfe);
        }
    }

    [Fact]
    public async Task Bytes_bring_their_codes_in_a_header()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/models/modes/samples") { Content = new StringContent(Body(4, """ "codes": [[1], [0], [5], [2]] """), null, "application/json") };
        request.Headers.Accept.ParseAdd("application/octet-stream");
        using var answer = await _host.Client.SendAsync(request);
        Assert.Equal("1;0;5;2", answer.Headers.GetValues("X-GenPhys-Codes").Single());
    }

    [Fact]
    public async Task Rejection_keeps_the_codes_of_the_sample_that_it_keeps()
    {
        var answer = await Sample(30, """ "verify": { "kind": "halfPlane", "normal": [1, 0], "offset": 0 }, "rejection": { "parallel": 2, "maxRounds": 8 } """);
        Assert.All(Enumerable.Range(0, 30).Where(row => answer.Samples[row] is not null), row =>
        {
            Assert.True(answer.Samples[row]![0] <= 0);
            Assert.Equal(answer.Codes![row][0], Nearest(answer.Samples[row]!));
        });
    }

    [Fact]
    public async Task A_likelihood_is_that_of_the_mode_or_without_a_code_of_all()
    {
        double[][] points = [[3.1, -0.1], [2.8, 0.2], [0.1, 2.9]];
        var given = await Post("likelihoods", new { points, codes = new[] { new[] { 0 } }, details = true });
        var free = await Post("likelihoods", new { points, details = true });

        // The density at the prior's level is known of the whole mixture alone.
        Assert.Null(given["details"]!["terminalLogDensities"]);
        Assert.NotNull(free["details"]!["terminalLogDensities"]);
        for (var row = 0; row < points.Length; row++)
        {
            // At the lowest level of noise, where the flow is entered.
            const double variance = (Deviation * Deviation) + (0.002 * 0.002);
            double Log(int mode) => (-Squared(points[row], Mean[mode]) / (2 * variance)) - Math.Log(2 * Math.PI * variance);

            // The flow ends in N(mu, T^2 + s^2), and its prior is N(0, T^2).
            double[] end = [.. points[row].Select((x, j) => Mean[0][j] + ((x - Mean[0][j]) * Stretch))];
            var prior = (Squared(end, Mean[0]) / (2 * ((80 * 80) + (Deviation * Deviation)))) - (Squared(end, [0, 0]) / (2 * 80 * 80));
            Assert.Equal(Log(0) + prior, (double)given["logLikelihoods"]![row]!, 1e-2);
            Assert.Equal(Math.Log(Enumerable.Range(0, 8).Sum(mode => Math.Exp(Log(mode)) / 8)), (double)free["logLikelihoods"]![row]!, 0.05);
        }
    }

    [Fact]
    public async Task Latents_and_walks_go_along_the_flow_of_a_code()
    {
        double[][] points = [[3.1, -0.1], [0.1, 2.9]];
        var codes = new[] { new[] { 0 }, [2] };
        var encoded = await Post("latents", new { points, codes });
        Assert.All(Enumerable.Range(0, 2), row => Assert.True((double)encoded["roundTripErrors"]![row]! < 1e-3));

        Assert.Equal(3 + (0.1 * Stretch), (double)encoded["latents"]![0]![0]!, 0.05);
        Assert.Equal(3 + (-0.1 * Stretch), (double)encoded["latents"]![1]![1]!, 0.05);
        var decoded = await Post("latents/decode", new { latents = encoded["latents"], codes });
        Assert.Equal(3.1, (double)decoded["points"]![0]![0]!, 1e-3);
        var walk = await Post("interpolations", new { ends = new object[] { new { point = points[0] }, new { seed = 3 } }, steps = 4, codes = new[] { new[] { 0 } } });
        Assert.All(walk["points"]!.AsArray(), point => Assert.Equal(0, Nearest([(float)point![0]!, (float)point[1]!])));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    [Trait("Acceptance", "D20")]
    public async Task What_does_not_fit_is_refused_with_its_place(string members, string code, string pointer)
    {
        using var answer = await _host.Client.PostAsync("/v1/models/modes/samples", new StringContent(Body(3, members), null, "application/json"));
        await answer.ProblemAsync(422, code, pointer);
    }

    [Fact]
    public async Task A_model_that_never_went_without_a_code_says_so()
    {
        async Task Refuses(string verb, string body, string pointer)
        {
            using var answer = await _host.Client.PostAsync($"/v1/models/codes-only/{verb}", new StringContent(body, null, "application/json"));
            await answer.ProblemAsync(422, "unsupported_combination", pointer);
        }

        await Refuses("samples", Body(3, """ "guidance": [{ "kind": "latent", "weight": 2 }] """), "/guidance/0/weight");
        await Refuses("likelihoods", """{ "points": [[3, 0]] }""", "/codes");
        await Refuses("latents", """{ "points": [[3, 0]] }""", "/codes");
        using var given = await _host.Client.PostAsync("/v1/models/codes-only/latents", new StringContent("""{ "points": [[3, 0]], "codes": [[9]] }""", null, "application/json"));
        await given.ProblemAsync(422, "validation", "/codes/0/0");
    }

    [Fact]
    public async Task The_model_tells_the_sizes_of_its_codes()
    {
        var model = JsonNode.Parse(await _host.Client.GetStringAsync("/v1/models/modes"))!;
        Assert.Equal(8, (int)model["codeSizes"]![0]!);
        Assert.Equal([8], (await _host.Grpc().GetModelAsync(new() { Name = "modes" })).CodeSizes);
    }

    private static string Model(string name, string hasNull) => $$"""
        { "schema": 1, "name": "{{name}}", "shape": [2], "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 },
          "field": { "kind": "gaussianMixture", "weights": [1, 1, 1, 1, 1, 1, 1, 1], "means": {{Means}}, "standardDeviations": [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2], "classes": [0, 1, 2, 3, 4, 5, 6, 7] },
          "latents": { "sizes": [8], "snapshot": "exact", "null": {{hasNull}}, "prior": { "kind": "table", "snapshot": "exact", "logits": [0, 0, 0, 0, 0, 0, 0, 0.3] } } }
        """;

    private static string Body(int count, string members, bool steps = true) =>
        $$"""{ "count": {{count}}, "seed": 3{{(steps ? ", \"sampler\": { \"kind\": \"heun\", \"steps\": 20 }" : "")}}{{(members.Trim().Length > 0 ? ", " + members : "")}} }""";

    private static double Squared(double[] a, double[] b) => a.Zip(b, (p, q) => (p - q) * (p - q)).Sum();

    private static int Nearest(float[] x) => Enumerable.Range(0, 8).MinBy(mode => Math.Pow(x[0] - Mean[mode][0], 2) + Math.Pow(x[1] - Mean[mode][1], 2));

    private Task<SampleResponse> Sample(int count, string members, bool steps = true) => _host.Client.SampleAsync(Body(count, members, steps), "modes");

    private async Task<JsonNode> Post(string verb, object body)
    {
        using var answer = await _host.Client.PostAsync($"/v1/models/modes/{verb}", new StringContent(JsonSerializer.Serialize(body), null, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
