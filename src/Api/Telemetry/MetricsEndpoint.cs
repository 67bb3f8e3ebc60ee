using System.Text;
using GenPhys.Api.Protection;

namespace GenPhys.Api.Telemetry;

/// <summary><c>GET /metrics</c> for Prometheus.</summary>
internal static class MetricsEndpoint
{
    private const string OpenMetrics = "application/openmetrics-text";

    public static void MapMetrics(this WebApplication app)
    {
        if (app.Services.GetService<PrometheusExporter>() is not { } exporter)
        {
            return;
        }

        app.MapGet("/metrics", (HttpRequest request) =>
            {
                var modern = request.Headers.Accept.Any(value => value?.Contains(OpenMetrics, StringComparison.OrdinalIgnoreCase) == true);
                return Results.Text(
                    exporter.Scrape(modern),
                    modern ? OpenMetrics + "; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8",
                    new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            })
            .RequireAuthorization(Policies.Operate)
            .DisableHttpMetrics()
            .ExcludeFromDescription();
    }
}
