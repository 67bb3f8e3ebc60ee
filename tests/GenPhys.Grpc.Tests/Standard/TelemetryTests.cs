using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace GenPhys.Grpc.Tests;

public sealed class TelemetryTests
{
    private const string Source = "GenPhys.Grpc.Tests.Telemetry";

    [Fact]
    public async Task Providers_listen_from_the_start_of_the_host()
    {
        using var meter = new Meter(Source);
        using var activities = new ActivitySource(Source);
        Counter<int> counter = meter.CreateCounter<int>("starts");
        var points = new Points();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService(_ => new Starter(() =>
        {
            counter.Add(1);
            using Activity? activity = activities.StartActivity("start");
            points.Traced = activity is not null;
        }));
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(Source).AddReader(new BaseExportingMetricReader(points)))
            .WithTracing(tracing => tracing.AddSource(Source));
        builder.Services.AddOpenTelemetry();
        using IHost host = builder.Build();
        await host.StartAsync();
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        await host.StopAsync();

        Assert.Equal(1, points.Sum);
        Assert.True(points.Traced);
        Assert.Equal(2, host.Services.GetServices<IHostedService>().Count());
    }

    private sealed class Starter(Action start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Points : BaseExporter<Metric>
    {
        public long Sum { get; private set; }

        public bool Traced { get; set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            Sum = 0;
            foreach (Metric metric in batch)
            {
                foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
                {
                    Sum += point.GetSumLong();
                }
            }

            return ExportResult.Success;
        }
    }
}
