using System.Diagnostics.Metrics;
using System.Text.Json;
using GenPhys.Api.Telemetry;
using GenPhys.Service.Tests.Support;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace GenPhys.Service.Tests.Telemetry;

/// <summary>The text of metrics, read by Prometheus' own Python client.</summary>
[Collection(AloneInProcess.Name)]
public sealed class PrometheusTests
{
    private const string Nasty = "a \"quoted\" \\ back\\nslash,\nline {x=\"y\"} ü";

    [Theory]
    [InlineData(false, "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData(true, "application/openmetrics-text; version=1.0.0; charset=utf-8")]
    public async Task The_service_is_read_without_complaint(bool openMetrics, string type)
    {
        await using var host = await RunningHost.StartAsync();
        await host.Client.SampleAsync("""{ "count": 8, "sampler": { "kind": "heun", "steps": 6 } }""");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", openMetrics ? "application/openmetrics-text;version=1.0.0,text/plain;q=0.5" : "text/plain");
        using var response = await host.Client.SendAsync(request);
        Assert.Equal(type, response.Content.Headers.ContentType?.ToString());
        var families = await PythonClient.ParseAsync(await response.Content.ReadAsStringAsync(), openMetrics);

        // Both formats agree on the family of a counter, which the client strips of its suffix.
        var rows = families.GetProperty("genphys_rows_completed");
        Assert.Equal(("counter", 8.0), (rows.GetProperty("kind").GetString(), Value(rows, "genphys_rows_completed_total")));
        var duration = families.GetProperty("genphys_tick_duration_seconds");
        Assert.Equal(("histogram", 11.0), (duration.GetProperty("kind").GetString(), Value(duration, "genphys_tick_duration_seconds_count")));
        Assert.Equal(openMetrics ? "seconds" : "", duration.GetProperty("unit").GetString());
        Assert.StartsWith("Time of one tick", duration.GetProperty("help").GetString(), StringComparison.Ordinal);
        Assert.True(Value(families.GetProperty("kestrel_active_connections"), "kestrel_active_connections") >= 1);
        Assert.True(Value(families.GetProperty("dotnet_process_memory_working_set_bytes"), "dotnet_process_memory_working_set_bytes") > 1e6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_a_label_or_a_help_holds_arrives(bool openMetrics)
    {
        using var meter = new Meter("GenPhys.Service.Tests.Prometheus");
        using var exporter = new PrometheusExporter();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddReader(new BaseExportingMetricReader(exporter)).Build();
        meter.CreateCounter<long>("jobs.done", "{job}", Nasty).Add(3, new KeyValuePair<string, object?>("what.kind", Nasty));
        meter.CreateUpDownCounter<double>("level", "By/s").Add(-1.5e-7);
        meter.CreateObservableGauge("heat", () => double.NaN, "1");
        meter.CreateObservableGauge("second--try", () => new Measurement<double>(double.PositiveInfinity, new KeyValuePair<string, object?>("on", true)));
        meter.CreateHistogram<double>("wait", "s", "").Record(double.MaxValue);

        var text = exporter.Scrape(openMetrics);
        var families = await PythonClient.ParseAsync(text, openMetrics);
        var job = families.GetProperty("jobs_done");
        Assert.Equal(Nasty, job.GetProperty("help").GetString());
        var sample = Assert.Single(job.GetProperty("samples").EnumerateArray());
        Assert.Equal((Nasty, 3.0), (sample.GetProperty("labels").GetProperty("what_kind").GetString(), Value(job, "jobs_done_total")));
        Assert.Equal(("gauge", -1.5e-7), (families.GetProperty("level_By_s").GetProperty("kind").GetString(), Value(families.GetProperty("level_By_s"), "level_By_s")));
        Assert.Equal(double.NaN, Value(families.GetProperty("heat"), "heat"));
        Assert.Equal(double.PositiveInfinity, Value(families.GetProperty("second_try"), "second_try"));
        Assert.Equal("true", families.GetProperty("second_try").GetProperty("samples")[0].GetProperty("labels").GetProperty("on").GetString());
        Assert.Equal(double.MaxValue, Value(families.GetProperty("wait_seconds"), "wait_seconds_sum"));
        Assert.Equal(exporter.Scrape(openMetrics), text);
    }

    private static double Value(JsonElement family, string sample) => family.GetProperty("samples").EnumerateArray()
        .Where(s => s.GetProperty("name").GetString() == sample)
        .Sum(s => s.GetProperty("value").GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "nan" => double.NaN,
            var text => double.Parse(text!, System.Globalization.CultureInfo.InvariantCulture),
        });
}
