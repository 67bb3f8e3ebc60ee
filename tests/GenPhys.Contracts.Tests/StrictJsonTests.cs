using System.Text;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts.Tests;

public sealed class StrictJsonTests
{
    [Fact]
    public void A_full_request_is_read()
    {
        var request = Read("""
            { "count": 256, "seed": 9007199254740991, "deadlineMs": 5000,
              "sampler": { "kind": "edmStochastic", "steps": 18, "sChurn": 40, "sMin": 0.05, "sMax": 50, "sNoise": 1.003, "denoiseFinal": false,
                           "schedule": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80, "rho": 7 } },
              "restart": [], "guidance": [], "resample": "none" }
            """);

        Assert.Equal(256, request.Count);
        Assert.Equal((1L << 53) - 1, request.Seed);
        Assert.Equal(5000, request.DeadlineMs);
        var schedule = new EdmSchedule { SigmaMin = 0.002, SigmaMax = 80, Rho = 7 };
        Assert.Equal(
            new EdmStochasticSampler { Steps = 18, SChurn = 40, SMin = 0.05, SMax = 50, SNoise = 1.003, DenoiseFinal = false, Schedule = schedule },
            request.Sampler);
        Assert.Empty(SampleRequestValidator.Validate(request, new SampleLimits()));
    }

    [Theory]
    [InlineData("""{ "sampler": { "steps": 7, "schedule": { "sigmaMax": 10, "kind": "logLinear" }, "kind": "euler" }, "count": 1 }""")]
    [InlineData("""{ "count": 1, "sampler": { "schedule": { "kind": "logLinear", "sigmaMax": 1e1 }, "kind": "euler", "steps": 7, "denoiseFinal": null } }""")]
    public void The_kind_may_stand_anywhere(string json) =>
        Assert.Equal(new EulerSampler { Steps = 7, Schedule = new LogLinearSchedule { SigmaMax = 10 } }, Read(json).Sampler);

    [Fact]
    public void Null_and_absent_mean_the_same_where_there_is_a_default() =>
        Assert.Equal(new SampleRequest { Count = 3 }, Read("""{ "count": 3, "seed": null, "sampler": null, "guidance": null, "resample": null, "deadlineMs": null }"""));

    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    [InlineData("7", "")]
    [InlineData("""{ "count": 1""", "/count")]
    [InlineData("""{ "count": 1, }""", "")]
    [InlineData("""{ "count": 1 } x""", "")]
    [InlineData("""{ "count": 1 } {}""", "")]
    [InlineData("""{ /* no comments */ "count": 1 }""", "")]
    [InlineData("""{ "count": 01 }""", "/count")]
    [InlineData("""{ "count": NaN }""", "/count")]
    [InlineData("""{ "count": -Infinity }""", "/count")]
    [InlineData("""{ "count": "1" }""", "/count")]
    [InlineData("""{ "count": null }""", "/count")]
    [InlineData("""{ "count": 1.5 }""", "/count")]
    [InlineData("""{ "count": 1e3 }""", "/count")]
    [InlineData("""{ "count": true }""", "/count")]
    [InlineData("""{ "count": [1] }""", "/count")]
    [InlineData("""{ "count": 1, "seed": {} }""", "/seed")]
    [InlineData("""{ "count": 1, "count": 1 }""", "/count")]
    [InlineData("""{ "count": 1, "sampler": "heun" }""", "/sampler")]
    [InlineData("""{ "count": 1, "sampler": [] }""", "/sampler")]
    [InlineData("""{ "count": 1, "sampler": { "kind": 3 } }""", "/sampler/kind")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "steps": "18" } }""", "/sampler/steps")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "denoiseFinal": 1 } }""", "/sampler/denoiseFinal")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "schedule": { "kind": "edm", "sigmaMax": "80" } } }""", "/sampler/schedule/sigmaMax")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "kind": "euler" } }""", "/sampler/kind")]
    [InlineData("""{ "count": 1, "resample": 0 }""", "/resample")]
    [InlineData("""{ "count": 1, "resample": "\ud800" }""", "/resample")]
    [InlineData("""{ "count": 1, "guidance": [ { "kind": "classifiers", } ] }""", "/guidance/0")]
    public void What_is_not_this_json_is_malformed(string json, string pointer) => Refused(json, ErrorCode.Malformed, pointer);

    [Theory]
    [InlineData("""{ "count": 1, "cuont": 2 }""", "/cuont")]
    [InlineData("""{ "Count": 1 }""", "/Count")]
    [InlineData("""{ "count": 1, "requestId": "mine" }""", "/requestId")]
    [InlineData("""{ "count": 1, "a/b~c": 0 }""", "/a~1b~0c")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "rho": 7 } }""", "/sampler/rho")]
    [InlineData("""{ "count": 1, "sampler": { "sChurn": 7, "kind": "heun" } }""", "/sampler/sChurn")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "euler", "schedule": { "kind": "logLinear", "rho": 7 } } }""", "/sampler/schedule/rho")]
    public void An_unknown_member_is_pointed_at(string json, string pointer) => Refused(json, ErrorCode.UnknownMember, pointer);

    [Theory]
    [InlineData("{}", "/count")]
    [InlineData("""{ "count": 99999999999 }""", "/count")]
    [InlineData("""{ "count": 1, "seed": 99999999999999999999 }""", "/seed")]
    [InlineData("""{ "count": 1, "sampler": {} }""", "/sampler/kind")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "leapfrog" } }""", "/sampler/kind")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "Heun" } }""", "/sampler/kind")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "schedule": { "kind": "linear" } } }""", "/sampler/schedule/kind")]
    [InlineData("""{ "count": 1, "sampler": { "kind": "heun", "schedule": { "kind": "edm", "sigmaMax": 1e999 } } }""", "/sampler/schedule/sigmaMax")]
    [InlineData("""{ "count": 1, "resample": "residual" }""", "/resample")]
    public void A_value_that_is_not_of_the_closed_set_is_a_validation_error(string json, string pointer) => Refused(json, ErrorCode.Validation, pointer);

    [Theory]
    [InlineData("euler"), InlineData("heun"), InlineData("edmStochastic"), InlineData("midpoint"), InlineData("rk4"), InlineData("rk45")]
    [InlineData("eulerMaruyama"), InlineData("ddim"), InlineData("ddpm"), InlineData("dpmSolver2"), InlineData("dpmSolver3")]
    [InlineData("dpmSolverPp2m"), InlineData("dpmSolverPp3m")]
    public void Every_sampler_is_read_by_name(string kind) =>
        Assert.NotNull(Read($$"""{ "count": 1, "sampler": { "kind": "{{kind}}" } }""").Sampler);

    [Fact]
    public void A_restart_interval_needs_its_members_and_knows_no_others()
    {
        Assert.Equal(2, Read("""{ "count": 1, "restart": [{ "tMin": 0.06, "tMax": 0.3, "points": 3, "repeats": 2, "placement": "nearestLog" }] }""").Restart![0].Repeats);
        Refused("""{ "count": 1, "restart": [{ "tMin": 0.06, "tMax": 0.3, "points": 3, "repeats": 2, "tmin": 1 }] }""", ErrorCode.UnknownMember, "/restart/0/tmin");
    }

    [Theory]
    [InlineData("edm"), InlineData("logLinear"), InlineData("vp"), InlineData("ve"), InlineData("iddpm"), InlineData("cosine")]
    public void Every_schedule_is_read_by_name(string kind) =>
        Assert.NotNull(Read($$"""{ "count": 1, "sampler": { "kind": "heun", "schedule": { "kind": "{{kind}}", "sigmaMin": 0.1 } } }""").Sampler!.Schedule);

    [Fact]
    public void An_unknown_kind_is_answered_with_the_known_ones()
    {
        var exception = Assert.Throws<GenPhysException>(() => Read("""{ "count": 1, "sampler": { "kind": "leapfrog" } }"""));
        Assert.Contains("edmStochastic, euler, eulerMaruyama, heun", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_malformed_and_costs_no_stack() =>
        Refused("""{ "count": 1, "condition": """ + new string('[', 100_000), ErrorCode.Malformed, "/condition");

    [Fact]
    public void Bytes_that_are_no_text_are_malformed()
    {
        byte[] body = [.. """{ "count": 1, "resample": " """u8, 0xC3, 0x28, .. "\" }"u8];
        Assert.Equal(ErrorCode.Malformed, Assert.Throws<GenPhysException>(() => StrictJson.Read(body, ContractsJson.Default.SampleRequest)).Code);
    }

    [Theory]
    [InlineData("""{ "a": 1, "b": "2" }""", ErrorCode.Malformed, "/metrics/b")]
    [InlineData("""{ "a": 1, "a": 2 }""", ErrorCode.Malformed, "/metrics/a")]
    [InlineData("""{ "a": null }""", ErrorCode.Malformed, "/metrics/a")]
    [InlineData("[]", ErrorCode.Malformed, "/metrics")]
    public void A_dictionary_is_walked_too(string metrics, ErrorCode code, string pointer)
    {
        var body = Encoding.UTF8.GetBytes($$"""{ "name": "x", "version": 1, "state": "ready", "metrics": {{metrics}} }""");
        var exception = Assert.Throws<GenPhysException>(() => StrictJson.Read(body, ContractsJson.Default.ModelInfo));
        Assert.Equal((code, pointer), (exception.Code, exception.Pointer));
    }

    [Fact]
    public void A_dictionary_is_read() => Assert.Equal(
        0.25,
        StrictJson.Read("""{ "name": "x", "version": 1, "state": "failed", "shape": [2, 3], "metrics": { "a b": 0.25 } }"""u8, ContractsJson.Default.ModelInfo)
            .Metrics!["a b"]);

    [Fact]
    public void A_byte_order_mark_is_skipped() =>
        Assert.Equal(2, StrictJson.Read([0xEF, 0xBB, 0xBF, .. """{"count":2}"""u8], ContractsJson.Default.SampleRequest).Count);

    private static void Refused(string json, ErrorCode code, string pointer)
    {
        var exception = Assert.Throws<GenPhysException>(() => Read(json));
        Assert.Equal((code, pointer), (exception.Code, exception.Pointer));
    }

    private static SampleRequest Read(string json) => StrictJson.Read(Encoding.UTF8.GetBytes(json), ContractsJson.Default.SampleRequest);
}
