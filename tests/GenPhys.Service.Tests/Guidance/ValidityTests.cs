using System.Runtime.InteropServices;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests.Guidance;

/// <summary>Eight peaks on the allowed cells of a checkerboard, served with their exact classifier.</summary>
public sealed class ValidityTests : IAsyncLifetime
{
    private const string Model = "peaks";
    private RunningHost _host = null!;

    public async Task InitializeAsync()
    {
        var means = string.Join(", ", from i in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 4) where (i + j) % 2 == 0 select FormattableString.Invariant($"[{i - 1.5}, {j - 1.5}]"));
        _host = await RunningHost.StartAsync(new ModelFolder().Add(Model, $$"""
            { "schema": 1, "name": "{{Model}}", "shape": [2],
              "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 },
              "field": { "kind": "gaussianMixture", "weights": [1, 1, 1, 1, 1, 1, 1, 1], "means": [{{means}}],
                         "standardDeviations": [0.35, 0.35, 0.35, 0.35, 0.35, 0.35, 0.35, 0.35] },
              "guidance": [ { "kind": "region", "region": { "kind": "checkerboard", "origin": [-2, -2], "cell": 1, "columns": 4, "rows": 4, "parity": 0 } } ] }
            """));
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(100)]
    [InlineData(40)]
    [InlineData(18)]
    [Trait("Acceptance", "A2")]
    [Trait("Category", "Slow")]
    public async Task The_stack_of_the_artifact_leaves_no_sample_outside(int steps) =>
        Assert.Equal(0, await InfractionsAsync(20_000, steps, ""));

    [Fact]
    public async Task A_request_may_leave_the_stack_out_or_choose_a_part_of_it()
    {
        // Without guidance 1 - alpha = 0.27 of the samples lie outside.
        Assert.InRange(await InfractionsAsync(4_000, 40, """, "guidance": [] """) / 4000.0, 0.24, 0.30);
        Assert.InRange(await InfractionsAsync(4_000, 40, """, "guidance": [{ "kind": "classifiers", "count": 0 }] """) / 4000.0, 0.24, 0.30);
        Assert.Equal(0, await InfractionsAsync(1_000, 40, """, "guidance": [{ "kind": "classifiers", "count": 1 }] """));
        using var response = await _host.Client.SendAsync(Http.Sample("""{ "count": 1, "guidance": [{ "kind": "classifiers", "count": 2 }] }""", Model));
        await response.ProblemAsync(422, "validation", "/guidance/0/count");
    }

    [Fact]
    public async Task Losses_and_their_report_come_over_both_doors_with_the_same_bits()
    {
        const string body = """
            { "count": 6, "seed": 3, "guidanceReport": true, "sampler": { "kind": "heun", "steps": 9 },
              "guidance": [
                { "kind": "classifiers", "clip": 0.02 },
                { "kind": "loss", "samples": 8, "interval": [0.01, 10], "loss": { "kind": "logistic", "normal": [1, 0], "steepness": 4 } } ] }
            """;
        var rest = await _host.Client.SampleAsync(body, Model);
        Assert.Empty(rest.FailedRows);
        Assert.True(rest.Samples.Average(sample => sample![0]) < 0);
        var report = rest.GuidanceReport!;
        Assert.Equal(Enumerable.Repeat(17, 6), report.Evaluations);
        Assert.All(report.EffectiveDraws, draws => Assert.InRange(draws!.Value, 1, 8));
        Assert.All(report.LargestPulls.Zip(report.MeanPulls), pull => Assert.True(pull.First >= pull.Second && pull.Second > 0));
        Assert.Contains(report.Clips, clips => clips > 0);

        var request = StrictJson.Read(System.Text.Encoding.UTF8.GetBytes(body), ContractsJson.Default.SampleRequest);
        var grpc = (await _host.Grpc().SampleAsync(request.ToProto(Model))).ToContract();
        Assert.Equal(rest.Samples.SelectMany(sample => sample!), grpc.Samples);
        Assert.Equal(report.LargestPulls, grpc.GuidanceReport!.LargestPulls);
        Assert.Equal(report.Losses, grpc.GuidanceReport.Losses);
    }

    // In requests of a thousand, so that none outlasts a client's patience on a busy machine.
    private async Task<int> InfractionsAsync(int count, int steps, string guidance)
    {
        var outside = 0;
        for (var seed = 0; seed < count / 1000; seed++)
        {
            using var response = await _host.Client.SendAsync(Http.Sample(
                $$"""
                { "count": 1000, "seed": {{seed}},
                  "sampler": { "kind": "heun", "steps": {{steps}}, "schedule": { "kind": "logLinear", "sigmaMin": 0.002, "sigmaMax": 80 } }{{guidance}} }
                """,
                Model, "application/octet-stream"));
            var values = MemoryMarshal.Cast<byte, float>(await response.Content.ReadAsByteArrayAsync()).ToArray();
            Assert.Equal(2000, values.Length);
            outside += values.Chunk(2).Count(p => !Allowed(p[0], p[1]));
        }

        return outside;
    }

    private static bool Allowed(double x, double y) =>
        x is >= -2 and <= 2 && y is >= -2 and <= 2 && (((int)Math.Floor(x) + (int)Math.Floor(y)) & 1) == 0;
}
