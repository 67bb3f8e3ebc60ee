using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace GenPhys.Api.Telemetry;

/// <summary>Collects all metrics when asked. Scrapes take turns: a collection belongs to the one that began it.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private const int TimeoutMilliseconds = 10_000;

    private readonly Lock _turn = new();
    private PrometheusText? _format;
    private string _text = "";

    /// <summary>Set by the reader that owns the exporter; going round it to the reader's own Collect exports nothing.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>The metrics of now.</summary>
    /// <param name="openMetrics">Whether the caller takes OpenMetrics.</param>
    /// <exception cref="TimeoutException">An instrument did not answer in time.</exception>
    public string Scrape(bool openMetrics)
    {
        lock (_turn)
        {
            _format = new PrometheusText(openMetrics);
            return Collect?.Invoke(TimeoutMilliseconds) == true ? _text : throw new TimeoutException("The metrics could not be collected.");
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        // The reader may also collect on its own, when it is flushed or shut down; nobody reads that.
        if (_turn.IsHeldByCurrentThread && _format is { } format)
        {
            _format = null;
            _text = format.Write(batch);
        }

        return ExportResult.Success;
    }
}
