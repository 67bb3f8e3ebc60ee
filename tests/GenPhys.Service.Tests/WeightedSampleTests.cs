using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Service.Tests;

/// <summary>Processes of physics through every door: weights, resampling, and what is refused with what would work.</summary>
public sealed class WeightedSampleTests : IAsyncLifetime
{
    private const string Field = """
        "field": { "kind": "empirical", "points": [[-1, 0], [1, 0.5]], "weights": [0.3, 0.7] }
        """;

    private RunningHost _host = null!;

    public async Task InitializeAsync()
    {
        var models = new ModelFolder().AddGaussian("gaussian");
        foreach (var (name, process) in new[]
        {
            ("yukawa", """{ "kind": "screenedPoisson", "m": 0.1, "timeMax": 20 }"""),
            ("mixed", """{ "kind": "mixedDiffusionPoisson", "a": 1, "b": 0.5 }"""),
            ("helmholtz", """{ "kind": "helmholtz", "k0": 0.5, "timeMax": 4 }"""),
            ("wave", """{ "kind": "dissipativeWave", "epsilon": 2 }"""),
        })
        {
            models.Add(name, $$"""{ "schema": 1, "name": "{{name}}", "shape": [2], "process": {{process}}, {{Field}} }""");
        }

        _host = await RunningHost.StartAsync(models);
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Weights_come_with_the_samples_by_either_door()
    {
        const string sampler = """ "sampler": { "kind": "heun", "steps": 40, "schedule": { "kind": "logLinear" } } """;
        var rest = await _host.Client.SampleAsync($$"""{ "count": 1000, "seed": 5, {{sampler}} }""", "yukawa");
        var weights = rest.LogWeights!.Select(l => Math.Exp(l!.Value)).ToArray();

        // The mean weight is 1 where the prior is exact; the mass of a datum is the weighted share of the rows that end on it.
        Assert.Equal(1, weights.Average(), 0.1);
        Assert.Equal(0.3, weights.Zip(rest.Samples, (w, x) => x![0] < 0 ? w : 0).Sum() / weights.Sum(), 0.06);
        Assert.Equal(Math.Pow(weights.Sum(), 2) / weights.Sum(w => w * w), rest.Ess!.Value, 1e-6);

        var request = new Proto.SampleRequest { Model = "yukawa", Count = 1000, Seed = 5, Sampler = new() { Heun = new(), Steps = 40, Schedule = new() { LogLinear = new() } } };
        var grpc = (await _host.Grpc().SampleAsync(request)).ToContract();
        Assert.Equal(rest.LogWeights!.Select(l => l!.Value), grpc.LogWeights!);
        Assert.Equal(rest.Ess, grpc.Ess);

        request.Resample = Proto.ResampleMethod.Systematic;
        var resampled = await _host.Client.SampleAsync($$"""{ "count": 1000, "seed": 5, "resample": "systematic", {{sampler}} }""", "yukawa");
        Assert.Equal(resampled.Flat(), (await _host.Grpc().SampleAsync(request)).Samples.ToArray());
        var only = Assert.Single(resampled.LogWeights!.Distinct());
        Assert.Equal(weights.Average(), Math.Exp(only!.Value), 1e-9);
        Assert.Equal(rest.Ess, resampled.Ess);

        // A comb over the cumulated weights keeps every datum's weighted share to one row.
        var share = weights.Zip(rest.Samples, (w, x) => x![0] < 0 ? w : 0).Sum() / weights.Sum();
        Assert.Equal(share, resampled.Samples.Count(x => x![0] < 0) / 1000.0, 0.03);

        using var binary = await _host.Client.SendAsync(Http.Sample($$"""{ "count": 10, "seed": 5, {{sampler}} }""", "yukawa", "application/octet-stream"));
        Assert.NotNull(binary.Header("X-GenPhys-Ess"));
    }

    [Fact]
    public async Task Other_processes_have_no_weights()
    {
        var mixed = await _host.Client.SampleAsync("""{ "count": 200, "seed": 5, "sampler": { "kind": "heun", "steps": 60, "schedule": { "kind": "logLinear" } } }""", "mixed");
        Assert.Null(mixed.LogWeights);
        Assert.Null(mixed.Ess);

        // Heavy tails leave a path in a hundred or so on the border of two data.
        Assert.InRange(mixed.Samples.Count(x => Math.Min(Math.Abs(x![0] + 1), Math.Abs(x[0] - 1)) > 0.01), 0, 6);
    }

    [Theory]
    [InlineData("gaussian", """{ "count": 1, "resample": "systematic" }""", "/resample")]
    [InlineData("yukawa", """{ "count": 1, "restart": [{ "tMin": 0.1, "tMax": 1, "points": 3, "repeats": 1 }] }""", "/restart")]
    [InlineData("yukawa", """{ "count": 1, "sampler": { "kind": "ddpm" } }""", "/sampler/kind")]
    public async Task What_the_process_has_not_is_refused(string model, string body, string pointer)
    {
        using var response = await _host.Client.SendAsync(Http.Sample(body, model));
        await response.ProblemAsync(422, "unsupported_combination", pointer);
    }

    [Fact]
    public async Task A_flow_that_does_not_keep_mass_gives_no_likelihood()
    {
        using var content = new StringContent("""{ "points": [[0, 0]] }""", System.Text.Encoding.UTF8, "application/json");
        using var response = await _host.Client.PostAsync(new Uri("/v1/models/yukawa/likelihoods", UriKind.Relative), content);
        await response.ProblemAsync(422, "unsupported_combination");
    }

    [Theory]
    [InlineData("helmholtz", "first zero of Y")]
    [InlineData("wave", "negative behind its front")]
    [Trait("Acceptance", "PD-13")]
    public async Task A_process_that_is_no_density_flow_is_not_loaded_and_says_why(string model, string why)
    {
        var text = await _host.Client.GetStringAsync(new Uri($"/v1/models/{model}", UriKind.Relative));
        Assert.Contains("\"failed\"", text, StringComparison.Ordinal);
        Assert.Contains(why, text, StringComparison.Ordinal);
    }
}
