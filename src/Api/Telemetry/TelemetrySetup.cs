using System.Reflection;
using GenPhys.Api.Options;
using GenPhys.Inference.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace GenPhys.Api.Telemetry;

/// <summary>Registers metrics for Prometheus and, where a collector is named, metrics, traces and logs over OTLP.</summary>
internal static class TelemetrySetup
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceInstruments>();
        var options = TelemetryOptions.Read(builder.Configuration);
        if (!options.Enabled)
        {
            return;
        }

        var prometheus = new PrometheusExporter();
        builder.Services.AddSingleton(prometheus);
        var telemetry = builder.Services.AddOpenTelemetry();
        telemetry.ConfigureResource(Describe);
        telemetry.WithMetrics(metrics => metrics
            .AddMeter([InstrumentNames.Meter, .. InstrumentNames.FrameworkMeters])
            .AddReader(new BaseExportingMetricReader(prometheus)));

        Prefer(builder.Configuration, options.Otlp);
        if (string.IsNullOrEmpty(builder.Configuration[Endpoint]))
        {
            return;
        }

        telemetry.WithTracing(tracing => tracing.AddSource(InstrumentNames.Activities, InstrumentNames.FrameworkActivities));
        telemetry.WithLogging();
        builder.Services.Configure<OpenTelemetryLoggerOptions>(logs => logs.IncludeFormattedMessage = true);
        telemetry.UseOtlpExporter();
    }

    // The exporter knows the standard names only, so our own settings take their place.
    private static void Prefer(ConfigurationManager configuration, OtlpOptions options)
    {
        var set = new Dictionary<string, string?> { [Endpoint] = options.Endpoint, [Protocol] = options.Protocol };
        configuration.AddInMemoryCollection(set.Where(pair => !string.IsNullOrEmpty(pair.Value)));
    }

    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes last and is stronger.
    private static void Describe(ResourceBuilder resource) => resource
        .AddService("genphys", serviceVersion: typeof(TelemetrySetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddEnvironmentVariableDetector();
}
