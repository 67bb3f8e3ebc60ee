using System.Globalization;
using System.Text;
using GenPhys.Api.Hosting;
using GenPhys.Service.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GenPhys.Service.Tests.Telemetry;

/// <summary>What a collector gets, over both protocols.</summary>
[Collection(AloneInProcess.Name)]
public sealed class OtlpTests
{
    private const string Secret = "collector-key-5521";

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_collector_gets_metrics_a_span_tree_and_logs(string protocol)
    {
        await using var collector = await CollectorStub.StartAsync(protocol);
        await ServeAsync(
            [$"--Telemetry:Otlp:Endpoint={collector.Address}", $"--Telemetry:Otlp:Protocol={protocol}"],
            async client =>
            {
                await client.SampleAsync("""{ "count": 8, "seed": 5, "sampler": { "kind": "heun", "steps": 6 } }""");
                await client.CancelWhileRunningAsync();
            });

        var path = protocol == "grpc" ? "/opentelemetry.proto.collector.trace.v1.TraceService/Export" : "/v1/traces";
        Assert.Contains(collector.Exports, export => export.Path == path);
        Assert.All(collector.Metrics.Select(m => m.Resource).Concat(collector.Spans.Select(s => s.Resource)).Concat(collector.Logs.Select(l => l.Resource)), resource =>
            Assert.Equal(("genphys", true, true), (resource["service.name"], resource.ContainsKey("service.version"), resource.ContainsKey("service.instance.id"))));

        var rows = collector.Metrics.Last(metric => metric.Name == "genphys.rows.completed");
        Assert.Equal("GenPhys", rows.Meter);
        var point = rows.Metric.Messages(7).Single().Messages(1).Single();
        Assert.Equal((8UL, "gaussian"), (point.Number(6), point.Attributes(7)["model"]));
        Assert.Contains(collector.Metrics, metric => metric.Name == "http.server.request.duration");
        Assert.Contains(collector.Metrics, metric => metric.Name == "kestrel.active_connections");
        Assert.Contains(collector.Metrics, metric => metric.Name == "dotnet.process.cpu.time");

        IsSpanTree([.. collector.Spans]);

        var loading = collector.Logs.First(log => log.Body.StartsWith("Loading the models of ", StringComparison.Ordinal));
        Assert.Equal(("GenPhys.Api.Hosting.ModelLoader", "Information"), (loading.Category, loading.Severity));
    }

    [Fact]
    public async Task The_standard_environment_is_heard_and_its_secrets_go_nowhere_else()
    {
        await using var collector = await CollectorStub.StartAsync("http/protobuf");
        await ServeAsync(
            [
                $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", $"--OTEL_EXPORTER_OTLP_HEADERS=x-key={Secret}",
                "--OTEL_SERVICE_NAME=sampler", "--OTEL_RESOURCE_ATTRIBUTES=deployment.environment=test",
            ],
            async client =>
            {
                client.DefaultRequestHeaders.Add("Authorization", "Bearer " + Secret);
                await client.SampleAsync("""{ "count": 1 }""");
            });

        Assert.NotEmpty(collector.Spans);
        Assert.All(collector.Exports, export => Assert.Equal(Secret, export.Headers["x-key"]));
        Assert.All(collector.Exports, export => Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(export.Body), StringComparison.Ordinal));
        Assert.All(collector.Spans, span => Assert.Equal(("sampler", "test"), (span.Resource["service.name"], span.Resource["deployment.environment"])));
    }

    private static void IsSpanTree(IReadOnlyList<CollectedSpan> spans)
    {
        var sample = spans.Single(span => span.Name == "sample" && span.Status == 0);
        var server = spans.Single(span => span.Id == sample.Parent);
        Assert.Equal(("Microsoft.AspNetCore", ""), (server.Source, server.Parent));
        var queue = spans.Single(span => span.Name == "queue" && span.Parent == sample.Id);
        var run = spans.Single(span => span.Name == "run" && span.Parent == sample.Id);
        Assert.All([sample, queue, run], span => Assert.Equal(("GenPhys", server.Trace), (span.Source, span.Trace)));

        // Heun with 6 intervals: 2 evaluations each, but one in the last; a tick holds one evaluation of every row.
        Assert.Equal(("8", "11", "88", "0", "completed"), (run.Tags["genphys.rows"], run.Tags["genphys.ticks"], run.Tags["genphys.evaluations"], run.Tags["genphys.rows.failed"], run.Tags["genphys.outcome"]));
        Assert.Equal(("5", "11", "gaussian"), (sample.Tags["genphys.seed"], sample.Tags["genphys.nfe"], sample.Tags["genphys.model"]));
        Assert.Equal(["first tick", "result"], run.Events.Select(e => e.Name));
        Assert.Equal((run.Start, run.End, "8"), (run.Events[0].Time, run.Events[1].Time, run.Events[0].Tags["genphys.tick.rows"]));
        Assert.Equal(queue.End, run.Start);
        Assert.True(queue.Start <= queue.End && run.Start < run.End && run.End <= sample.End, "The spans are out of order.");

        var late = spans.Single(span => span.Name == "sample" && span.Status == 2);
        Assert.Equal("cancelled", late.Tags["error.type"]);
        var ended = spans.Single(span => span.Name == "run" && span.Parent == late.Id);
        Assert.Equal("cancelled", ended.Tags["genphys.outcome"]);
        Assert.True(int.Parse(ended.Tags["genphys.ticks"], CultureInfo.InvariantCulture) > 0);
    }

    // The end of the host sends what is left, the spans of the last answer among it.
    private static async Task ServeAsync(string[] args, Func<HttpClient, Task> use)
    {
        using var models = new ModelFolder().AddGaussian("gaussian");
        await using var app = GenPhysHost.Build(["--Http:Port=0", $"--Models:Path={models.Path}", "--Logging:Console:LogLevel:Default=None", .. args]);
        await app.StartAsync();
        await app.Services.GetServices<IHostedService>().OfType<ModelLoader>().Single().ExecuteTask!;
        using (var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) })
        {
            await use(client);
        }

        await app.StopAsync();
    }
}
