using System.Text.Json;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Mapping;

namespace GenPhys.Contracts.Tests;

public sealed class GuidanceMappingTests
{
    public static TheoryData<string> Terms =>
    [
        """{ "kind": "classifiers", "count": 2, "priorShift": -1.5, "weight": 0.5, "interval": [0.1, 3], "clip": 2 }""",
        """{ "kind": "loss", "estimator": "point", "normalise": "gradient", "jacobian": false, "guideCorrector": false, "skipLast": true, "weights": { "sigmas": [1, 2], "values": [3, 4] }, "loss": { "kind": "waypoint", "frame": 2, "target": [1, 2], "columns": [1, 0], "weight": 3 } }""",
        """{ "kind": "loss", "estimator": "monteCarlo", "samples": 7, "gradient": "score", "width": { "kind": "sigmaData", "sigmaData": 0.5 }, "loss": { "kind": "path", "targets": [[1], [2]], "frames": [0, 3], "columns": [1] } }""",
        """{ "kind": "loss", "normalise": "none", "gradient": "draws", "width": { "kind": "unit" }, "loss": { "kind": "terminal", "target": [1, 2] } }""",
        """{ "kind": "loss", "width": { "kind": "constant", "value": 0.5 }, "loss": { "kind": "smoothness", "columns": [0] } }""",
        """{ "kind": "loss", "width": { "kind": "table", "levels": { "sigmas": [1], "values": [2] } }, "loss": { "kind": "logistic", "normal": [1, -1], "offset": 2, "steepness": 3 } }""",
        """{ "kind": "loss", "width": { "kind": "diagonal", "standardDeviations": [1, 2] }, "loss": { "kind": "label", "classifier": 1, "accept": false, "noiseLevel": 0.01 } }""",
        """{ "kind": "loss", "loss": { "kind": "linear", "measurement": [1], "standardDeviation": 0.25, "operator": { "kind": "matrix", "rows": [[1, 2]] } } }""",
        """{ "kind": "loss", "loss": { "kind": "linear", "measurement": [1], "operator": { "kind": "mask", "indices": [0, 3] } } }""",
        """{ "kind": "loss", "loss": { "kind": "linear", "measurement": [1], "operator": { "kind": "average", "factor": 2 } } }""",
        """{ "kind": "loss", "loss": { "kind": "weightedSum", "of": [ { "kind": "terminal", "target": [1] }, { "kind": "linear", "measurement": [1], "operator": { "kind": "bicubic", "factor": 4 } } ] } }""",
        """{ "kind": "loss", "loss": { "kind": "distance", "margin": 0.1, "to": { "kind": "box", "low": [0, 0], "high": [1, 1] } } }""",
        """{ "kind": "loss", "loss": { "kind": "occupancy", "form": "squared", "steepness": 5, "columns": [1, 0], "of": { "kind": "disc", "center": [0, 0], "radius": 1 } } }""",
    ];

    [Theory]
    [MemberData(nameof(Terms))]
    public void A_term_survives_the_way_through_protobuf(string json)
    {
        var body = $$"""{ "count": 1, "guidance": [{{json}}], "guidanceReport": true }""";
        var request = StrictJson.Read(System.Text.Encoding.UTF8.GetBytes(body), ContractsJson.Default.SampleRequest);
        Assert.Empty(SampleRequestValidator.Validate(request, new SampleLimits()));
        var back = request.ToProto("model").ToContract();
        Assert.Equal(Text(request), Text(back));
        Assert.Equal(Text(JsonSerializer.Deserialize<JsonElement>(body)), Text(JsonSerializer.Deserialize<JsonElement>(Text(back))));
    }

    [Fact]
    public void No_guidance_and_empty_guidance_stay_apart()
    {
        Assert.Null(new SampleRequest { Count = 1 }.ToProto("model").ToContract().Guidance);
        Assert.Empty(new SampleRequest { Count = 1, Guidance = [] }.ToProto("model").ToContract().Guidance!);
    }

    [Theory]
    [InlineData("""{ "kind": "loss" }""", "/guidance/0/loss")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "terminal", "target": [1] }, "samples": 0 }""", "/guidance/0/samples")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "terminal", "target": [1] }, "estimator": "point", "samples": 3 }""", "/guidance/0/samples")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "terminal", "target": [1] }, "normalise": "loss" }""", "/guidance/0/normalise")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "terminal", "target": [1] }, "weight": 1, "weights": { "sigmas": [1], "values": [1] } }""", "/guidance/0/weights")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "terminal", "target": [1] }, "weights": { "sigmas": [2, 1], "values": [1, 1] } }""", "/guidance/0/weights/sigmas/1")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "terminal", "target": [1] }, "width": { "kind": "table", "levels": { "sigmas": [1], "values": [-1] } } }""", "/guidance/0/width/levels/values/0")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "terminal", "target": [] } }""", "/guidance/0/loss/target")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "terminal", "target": [1], "weight": -1 } }""", "/guidance/0/loss/weight")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "terminal", "target": [1] }, "samples": 1001 }""", "/guidance/0/samples")]
    public void What_a_term_cannot_hold_is_refused_with_its_place(string json, string pointer)
    {
        var exception = Assert.Throws<GenPhysException>(() => SampleRequestValidator.ThrowIfInvalid(
            StrictJson.Read(System.Text.Encoding.UTF8.GetBytes($$"""{ "count": 1, "guidance": [{{json}}] }"""), ContractsJson.Default.SampleRequest),
            new SampleLimits()));
        Assert.Equal(pointer, exception.Pointer);
    }

    private static string Text(SampleRequest request) => JsonSerializer.Serialize(request, ContractsJson.Default.SampleRequest);

    // Members in the order of their names, so that only contents count.
    private static string Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", element.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => m.Name + ":" + Text(m.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(",", element.EnumerateArray().Select(Text)) + "]",
        _ => element.GetRawText(),
    };
}
