using System.Net;
using GenPhys.Api.Telemetry;
using GenPhys.Inference.Telemetry;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Protection;
using GenPhys.Service.Tests.Support;
using Grpc.Core;

namespace GenPhys.Service.Tests.Telemetry;

/// <summary>What /metrics says before, during and after load.</summary>
[Collection(AloneInProcess.Name)]
public sealed class MetricsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_numbers_are_those_of_what_was_asked()
    {
        await using var host = await RunningHost.StartAsync();
        var before = await ScrapeAsync(host);
        Assert.Equal((1, 1, 0), (before.Sum("genphys_ready"), before.Sum("genphys_models", ("state", "ready")), before.Sum("genphys_models", ("state", "failed"))));
        await host.Client.SampleAsync("""{ "count": 8, "seed": 5, "sampler": { "kind": "heun", "steps": 6 } }""");
        await host.Client.SampleAsync("""{ "count": 3, "seed": 5, "sampler": { "kind": "euler", "steps": 4 } }""");
        using var broken = await host.Client.SendAsync(Http.Sample("""{ "count": 0 }"""));
        await broken.ProblemAsync(422, "validation", "/count");
        using var unknown = await host.Client.SendAsync(Http.Sample("""{ "count": 1 }""", "made-up"));
        await unknown.ProblemAsync(404, "model_not_found");
        await host.Client.CancelWhileRunningAsync();

        var text = await ScrapeAsync(host);
        (string, string) gaussian = ("model", "gaussian");
        Assert.Equal(11, text.Sum("genphys_rows_completed_total", gaussian));
        Assert.Equal(0, text.Sum("genphys_rows_failed_total", gaussian));
        Assert.Equal(2, text.Sum("genphys_requests_ended_total", gaussian, ("outcome", "completed")));
        Assert.Equal(1, text.Sum("genphys_requests_ended_total", gaussian, ("outcome", "cancelled")));

        // 8 rows of 11 evaluations and 3 of 4; the cancelled request adds its own.
        Assert.Equal((2, 15), (text.Sum("genphys_request_nfe_count", gaussian), text.Sum("genphys_request_nfe_sum", gaussian)));
        Assert.True(text.Sum("genphys_evaluations_total", gaussian) > 88 + 12);
        Assert.Equal(text.Sum("genphys_evaluations_total", gaussian), text.Sum("genphys_tick_rows_sum", gaussian));
        Assert.Equal(text.Sum("genphys_tick_duration_seconds_count"), text.Sum("genphys_tick_rows_count"));
        Assert.Equal(3, text.Sum("genphys_queue_wait_seconds_count", gaussian));
        Assert.Equal(1, text.Sum("genphys_requests_refused_total", ("door", "rest"), ("code", "validation")));
        Assert.Equal(1, text.Sum("genphys_requests_refused_total", ("door", "rest"), ("code", "model_not_found")));
        Assert.Equal(1, text.Sum("genphys_requests_refused_total", ("door", "rest"), ("code", "cancelled")));
        Assert.Equal(2, text.Sum("genphys_request_duration_seconds_count", ("verb", "sample"), gaussian, ("outcome", "ok")));
        Assert.Equal(1, text.Sum("genphys_request_duration_seconds_count", ("model", ""), ("outcome", "model_not_found")));
        Assert.DoesNotContain(text.Samples, sample => sample.Labels.Values.Any(value => value.Contains("made-up", StringComparison.Ordinal)));
        foreach (var name in new[] { "genphys_queue_rows", "genphys_queue_requests", "genphys_queue_age_seconds", "genphys_rows_active" })
        {
            Assert.Equal(0, Assert.Single(text.Samples, sample => sample.Name == name).Value);
        }

        Assert.Equal(before.Sum("genphys_tensors_live"), text.Sum("genphys_tensors_live"));
    }

    [Fact]
    public async Task What_grpc_refuses_is_counted_under_its_door()
    {
        await using var host = await RunningHost.StartAsync(args: Keys.Settings);
        var client = host.Grpc();
        await Assert.ThrowsAsync<RpcException>(() => client.SampleAsync(GrpcCalls.Request(0), Keys.Metadata(Keys.Sampler)).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => client.GetModelAsync(new() { Name = "made-up" }, Keys.Metadata(Keys.Sampler)).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => client.ListModelsAsync(new(), Keys.Metadata(Keys.Nobody)).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => client.LoadModelAsync(new() { Name = "gaussian" }, Keys.Metadata(Keys.Sampler)).ResponseAsync);
        await client.SampleAsync(GrpcCalls.Request(1), Keys.Metadata(Keys.Sampler));

        using var scrape = await host.SendAsync(HttpMethod.Get, "/metrics", Keys.Operator);
        var text = new MetricsText(await scrape.Content.ReadAsStringAsync());
        foreach (var code in new[] { "validation", "model_not_found", "unauthenticated", "permission_denied" })
        {
            Assert.Equal(1, text.Sum("genphys_requests_refused_total", ("door", "grpc"), ("code", code)));
        }

        Assert.Equal(4, text.Sum("genphys_requests_refused_total"));
    }

    [Fact]
    public async Task Buckets_grow_to_the_count()
    {
        await using var host = await RunningHost.StartAsync();
        await host.Client.SampleAsync("""{ "count": 40 }""");
        var text = await ScrapeAsync(host);
        foreach (var (family, _) in text.Kinds.Where(pair => pair.Value == "histogram"))
        {
            var series = text.Samples.Where(sample => sample.Name == family + "_bucket")
                .GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le").OrderBy(label => label.Key).Select(label => $"{label.Key}={label.Value}")));
            foreach (var buckets in series)
            {
                Assert.Equal("+Inf", buckets.Last().Labels["le"]);
                Assert.Equal(buckets.OrderBy(bucket => bucket.Value), buckets);
            }

            Assert.Equal(text.Sum(family + "_count"), text.Sum(family + "_bucket", ("le", "+Inf")));
        }

        Assert.Equal(0, text.Sum("genphys_tick_rows_bucket", ("le", "32")));
        Assert.Equal(text.Sum("genphys_tick_rows_count"), text.Sum("genphys_tick_rows_bucket", ("le", "64")));
    }

    [Fact]
    public async Task A_held_device_shows_a_queue_that_ages()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        await using var host = await RunningHost.StartAsync(around: service => new WatchedService(service)
        {
            Progress = progress =>
            {
                // The first report comes from the caller; the next one holds the device thread.
                if (progress.EvaluationsDone > 0 && progress.Rows == 2)
                {
                    held.TrySetResult();
                    release.Wait(Patience);
                }
            },
        });
        try
        {
            var first = host.Client.SampleAsync("""{ "count": 2 }""");
            await held.Task.WaitAsync(Patience);
            Assert.Equal(0, (await ScrapeAsync(host)).Sum("genphys_queue_age_seconds"));
            var second = host.Client.SampleAsync("""{ "count": 5 }""");
            using var patience = new CancellationTokenSource(Patience);
            var text = await ScrapeAsync(host);
            while (text.Sum("genphys_queue_requests") < 2)
            {
                patience.Token.ThrowIfCancellationRequested();
                text = await ScrapeAsync(host);
            }

            Assert.Equal((7, 2), (text.Sum("genphys_queue_rows"), text.Sum("genphys_rows_active")));
            Assert.True(text.Sum("genphys_queue_age_seconds") > 0);
            Assert.True((await ScrapeAsync(host)).Sum("genphys_queue_age_seconds") > text.Sum("genphys_queue_age_seconds"));
            release.Set();
            await Task.WhenAll(first, second);
        }
        finally
        {
            release.Set();
        }

        var after = await ScrapeAsync(host);
        Assert.Equal((0, 0, 0), (after.Sum("genphys_queue_rows"), after.Sum("genphys_queue_age_seconds"), after.Sum("genphys_rows_active")));
    }

    [Fact]
    public async Task Every_instrument_has_a_kind_from_the_start()
    {
        await using var host = await RunningHost.StartAsync();
        await host.Client.SampleAsync("""{ "count": 1 }""");
        using var refused = await host.Client.SendAsync(Http.Sample("""{ "count": 0 }"""));
        var text = await ScrapeAsync(host);
        foreach (var instrument in InstrumentNames.All)
        {
            var kind = instrument.Kind.ToString().ToLowerInvariant();
            var name = PrometheusName.Family(instrument.Name, instrument.Unit) + (kind == "counter" ? "_total" : "");
            Assert.Equal(kind, text.Kinds.GetValueOrDefault(name, name + " is missing"));
            Assert.All(text.Samples.Where(sample => sample.Name.StartsWith(name, StringComparison.Ordinal) && !text.Kinds.Keys.Any(k => k.Length > name.Length && sample.Name.StartsWith(k, StringComparison.Ordinal))), sample =>
                Assert.Equal(instrument.Tags.Order(), sample.Labels.Keys.Where(label => label != "le").Order()));
        }
    }

    [Fact]
    public async Task Telemetry_that_is_off_has_no_metrics()
    {
        await using var host = await RunningHost.StartAsync(args: ["--Telemetry:Enabled=false"]);
        await host.Client.SampleAsync("""{ "count": 1 }""");
        using var response = await host.Client.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task<MetricsText> ScrapeAsync(RunningHost host) => new(await host.Client.GetStringAsync("/metrics"));
}
