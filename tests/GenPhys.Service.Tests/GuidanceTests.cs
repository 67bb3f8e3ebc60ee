using System.Text.Json;
using System.Text.Json.Nodes;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>Guidance terms through the doors: the examples of the document run, and gRPC gives the bits of REST.</summary>
public sealed class GuidanceTests : IAsyncLifetime
{
    private const string Modes = """
        { "schema": 1, "name": "modes", "shape": [2],
          "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 },
          "potential": { "kind": "mixturePair", "bandwidth": 1 },
          "hardness": { "levels": [{
            "classes": [{ "mean": [2, 0], "standardDeviation": 0.3 }, { "mean": [-1, 1.7], "covariance": [[0.09, 0], [0, 0.09]] }, { "mean": [-1, -1.7], "standardDeviation": 0.3 }],
            "real": { "mean": [0, 0], "standardDeviation": 1.5 }, "synthetic": { "mean": [0, 0], "standardDeviation": 2 } }] },
          "field": { "kind": "gaussianMixture", "weights": [1, 1, 1], "means": [[2, 0], [-1, 1.7], [-1, -1.7]], "standardDeviations": [0.3, 0.3, 0.3], "classes": [0, 1, 1] } }
        """;

    private const string Coded = """
        { "schema": 1, "name": "coded", "shape": [2], "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 },
          "field": { "kind": "gaussianMixture", "weights": [1, 1], "means": [[2, 0], [-1, 1.7]], "standardDeviations": [0.3, 0.3], "classes": [0, 1] },
          "latents": { "sizes": [2], "snapshot": "exact", "null": true, "prior": { "kind": "table", "snapshot": "exact", "logits": [0, 0] } } }
        """;

    private RunningHost _host = null!;
    private JsonNode _schemas = null!;

    public static TheoryData<string> Terms =>
    [
        """{ "kind": "particles" }""",
        """{ "kind": "particles", "potential": "rbf", "groupSize": 5, "bandwidth": 0.4, "bandwidthPower": 0.5, "sigmaPower": 1, "weight": 2, "indices": [1], "normalisation": "mean" }""",
        """{ "kind": "particles", "potential": "angular", "groupSize": 5, "center": [0.1, 0] }""",
        """{ "kind": "particles", "potential": "feature", "features": { "kind": "linear", "matrix": [[1, 0], [1, -1], [0, 2]] }, "groupSize": 4 }""",
        """{ "kind": "particles", "potential": "feature", "features": { "kind": "radius", "center": [0, 1] }, "clip": 0.5 }""",
        """{ "kind": "particles", "potential": "torsion", "permutations": [[1, 0]], "permutationRule": "farthest", "interval": [0.1, 3] }""",
        """{ "kind": "particles", "potential": "electrostatic", "exponent": 3, "softening": 0.1 }""",
        """{ "kind": "particles", "potential": "svgd", "weight": 0.5 }""",
        """{ "kind": "particles", "potential": "learned", "groupSize": 2 }""",
        """{ "kind": "lowDensity", "label": 1, "alpha": 0.5, "beta": 0.2, "temperature": 2, "norm": "linf", "features": "analytic", "weight": 0.9 }""",
        """{ "kind": "lowDensity", "label": 0, "objective": "plain", "features": "denoised", "norm": "l2" }""",
        """{ "kind": "bridge", "to": { "kind": "disc", "center": [0, 0], "radius": 1 }, "gamma": "invSigma2", "sigmaData": 2, "margin": 0.1, "frozen": [1] }""",
        """{ "kind": "bridge", "form": "diffusion", "weight": 0.5, "to": { "kind": "checkerboard", "origin": [-2, -2], "cell": 1, "columns": 4, "rows": 4, "parity": 0 } }""",
    ];

    public static TheoryData<string, string, string> Refused => new()
    {
        { """{ "kind": "particles", "groupSize": 0 }""", "validation", "/guidance/0/groupSize" },
        { """{ "kind": "particles", "indices": [0, 2] }""", "validation", "/guidance/0/indices" },
        { """{ "kind": "particles", "potential": "angular", "indices": [0] }""", "validation", "/guidance/0/indices" },
        { """{ "kind": "particles", "center": [0, 0] }""", "validation", "/guidance/0/center" },
        { """{ "kind": "particles", "potential": "electrostatic" }""", "validation", "/guidance/0/exponent" },
        { """{ "kind": "particles", "potential": "feature" }""", "unsupported_combination", "/guidance/0/features" },
        { """{ "kind": "particles", "potential": "feature", "features": { "kind": "linear", "matrix": [[1]] } }""", "validation", "/guidance/0/features" },
        { """{ "kind": "particles", "potential": "torsion", "permutations": [[0, 0]] }""", "validation", "/guidance/0/permutations" },
        { """{ "kind": "particles", "potential": "learned" }""", "unsupported_combination", "/guidance/0/groupSize" },
        { """{ "kind": "lowDensity" }""", "validation", "/guidance/0/label" },
        { """{ "kind": "lowDensity", "label": 3 }""", "validation", "/guidance/0/label" },
        { """{ "kind": "lowDensity", "label": 0, "features": "noisyFeatures" }""", "unsupported_combination", "/guidance/0/features" },
        { """{ "kind": "lowDensity", "label": 0, "features": "denoised", "norm": "linf" }""", "unsupported_combination", "/guidance/0/norm" },
        { """{ "kind": "bridge", "to": { "kind": "disc", "center": [0, 0], "radius": 0 } }""", "validation", "/guidance/0/to/radius" },
        { """{ "kind": "bridge", "form": "diffusion", "to": { "kind": "disc", "center": [0, 0], "radius": 1 } }""", "unsupported_combination", "/guidance/0/to" },
        { """{ "kind": "bridge", "form": "diffusion", "margin": 1, "to": { "kind": "box", "low": [0, 0], "high": [1, 1] } }""", "validation", "/guidance/0/margin" },
        { """{ "kind": "bridge", "frozen": [2], "to": { "kind": "box", "low": [0, 0], "high": [1, 1] } }""", "validation", "/guidance/0/frozen" },
        { """{ "kind": "particles", "potential": "magnetic" }""", "validation", "/guidance/0/potential" },
    };

    public async Task InitializeAsync()
    {
        _host = await RunningHost.StartAsync(new ModelFolder().Add("modes", Modes).Add("coded", Coded));
        _schemas = JsonNode.Parse(await _host.Client.GetStringAsync("/openapi/v1.json"))!["components"]!["schemas"]!;
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Terms))]
    public async Task A_term_gives_the_same_bits_by_rest_and_grpc_and_does_something(string term)
    {
        var json = Request(term);
        var rest = (await _host.Client.SampleAsync(json, "modes")).Flat();
        var request = JsonSerializer.Deserialize(json, ContractsJson.Default.SampleRequest)!;
        var grpc = await _host.Grpc().SampleAsync(request.ToProto("modes"));
        Assert.True(rest.SequenceEqual(grpc.Samples));
        Assert.Empty(grpc.FailedRows);
        Assert.NotEqual((await _host.Client.SampleAsync(Request(null), "modes")).Flat(), rest);
        Assert.Equal(12, grpc.GuidanceReport.Evaluations.Count);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_does_not_fit_is_refused_with_its_place(string term, string code, string pointer)
    {
        using var answer = await _host.Client.PostAsync("/v1/models/modes/samples", new StringContent(Request(term), null, "application/json"));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((code, pointer), ((string)problem["code"]!, (string)problem["pointer"]!));
    }

    [Fact]
    public async Task Terms_that_couple_rows_are_refused_where_rows_choose_their_own_steps()
    {
        using var answer = await _host.Client.PostAsync("/v1/models/modes/samples", new StringContent(
            """{ "count": 12, "sampler": { "kind": "rk45" }, "guidance": [{ "kind": "particles" }] }""", null, "application/json"));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(("unsupported_combination", "/guidance/0/kind"), ((string)problem["code"]!, (string)problem["pointer"]!));
    }

    [Fact]
    public async Task A_condition_and_its_weight_act_by_both_doors_and_cost_two_evaluations()
    {
        async Task<(float[] Samples, double Nfe)> Of(string members)
        {
            var json = $$"""{ "count": 12, "seed": 3, "sampler": { "kind": "heun", "steps": 12 }, {{members}} }""";
            var rest = await _host.Client.SampleAsync(json, "modes");
            var request = JsonSerializer.Deserialize(json, ContractsJson.Default.SampleRequest)!;
            var grpc = await _host.Grpc().SampleAsync(request.ToProto("modes"));
            Assert.True(rest.Flat().SequenceEqual(grpc.Samples));
            Assert.Equal(rest.Nfe, grpc.Nfe);
            return (rest.Flat(), rest.Nfe);
        }

        const string Label = """ "condition": { "label": 1 } """;
        var free = await Of(""" "guidance": [] """);
        var plain = await Of(Label);
        Assert.Equal(23, plain.Nfe);
        Assert.All(Enumerable.Range(0, 12), row => Assert.True(plain.Samples[2 * row] < 0));
        Assert.Equal(plain.Samples, (await Of(Label + """, "guidance": [{ "kind": "classifierFree" }] """)).Samples);
        var absent = await Of(Label + """, "guidance": [{ "kind": "classifierFree", "weight": 0 }] """);
        Assert.Equal((23, 23), (free.Nfe, absent.Nfe));
        Assert.Equal(free.Samples, absent.Samples);
        var weighed = await Of(Label + """, "guidance": [{ "kind": "classifierFree", "weight": 2 }] """);
        Assert.Equal(46, weighed.Nfe);
        Assert.NotEqual(plain.Samples, weighed.Samples);
        var each = await Of(""" "condition": { "labels": [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1] } """);
        Assert.All(Enumerable.Range(0, 12), row => Assert.Equal(row % 2 == 0, each.Samples[2 * row] > 0));
    }

    [Theory]
    [InlineData(""" "condition": { "label": 2 } """, "validation", "/condition/label")]
    [InlineData(""" "condition": { "labels": [0, 1, 7] } """, "validation", "/condition/labels/2")]
    [InlineData(""" "condition": { "labels": [0] } """, "validation", "/condition/labels")]
    [InlineData(""" "guidance": [{ "kind": "classifierFree" }] """, "unsupported_combination", "/guidance/0/kind")]
    [InlineData(""" "condition": { "label": 0 }, "guidance": [{ "kind": "classifierFree" }, { "kind": "classifierFree" }] """, "unsupported_combination", "/guidance/1/kind")]
    public async Task What_does_not_fit_a_condition_is_refused(string members, string code, string pointer)
    {
        using var answer = await _host.Client.PostAsync(
            "/v1/models/modes/samples", new StringContent($$"""{ "count": 3, {{members}} }""", null, "application/json"));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((code, pointer), ((string)problem["code"]!, (string)problem["pointer"]!));
    }

    [Fact]
    public async Task Whole_groups_of_a_larger_request_are_the_smaller_request()
    {
        static string Of(int count) => $$"""{ "count": {{count}}, "seed": 3, "guidance": [{ "kind": "particles", "groupSize": 5 }] }""";
        var small = (await _host.Client.SampleAsync(Of(10), "modes")).Flat();
        var large = (await _host.Client.SampleAsync(Of(23), "modes")).Flat();
        Assert.Equal(small, large[..20]);
    }

    [Fact]
    public async Task The_examples_of_the_document_can_be_sent()
    {
        var examples = _schemas.AsObject().Where(schema => schema.Key.EndsWith("Guidance", StringComparison.Ordinal) && schema.Value!["examples"] is not null)
            .Select(schema => schema.Value!["examples"]![0]!.ToJsonString()).ToList();
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            var model = example.Contains("\"latent\"", StringComparison.Ordinal) ? "coded" : "modes";
            Assert.Equal(24, (await _host.Client.SampleAsync(Request(example), model)).Flat().Length);
        }
    }

    private static string Request(string? term) =>
        $$"""{ "count": 12, "seed": 3, {{(term?.Contains("classifierFree", StringComparison.Ordinal) == true ? "\"condition\": { \"label\": 1 }," : "")}} "sampler": { "kind": "heun", "steps": 12 }, "guidanceReport": true, "guidance": [{{term}}] }""";
}
