using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace GenPhys.Api.Telemetry;

/// <summary>Writes metrics in Prometheus' text format 0.0.4, or in OpenMetrics 1.0.0.</summary>
internal sealed class PrometheusText(bool openMetrics)
{
    private readonly StringBuilder _text = new();

    /// <summary>The text of a batch of metrics.</summary>
    public string Write(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            Write(metric);
        }

        return openMetrics ? _text.Append("# EOF\n").ToString() : _text.ToString();
    }

    /// <summary>A label's value with what would end it early escaped.</summary>
    public static string Escape(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private void Write(Metric metric)
    {
        var family = PrometheusName.Family(metric.Name, metric.Unit);
        var kind = metric.MetricType switch
        {
            MetricType.LongSum or MetricType.DoubleSum => "counter",
            MetricType.Histogram => "histogram",
            _ => "gauge",
        };

        // OpenMetrics names a counter's family without its suffix, the older format with it.
        var sample = kind == "counter" ? family + "_total" : family;
        var head = openMetrics ? family : sample;
        _text.Append(CultureInfo.InvariantCulture, $"# TYPE {head} {kind}\n");
        if (openMetrics && PrometheusName.Unit(metric.Unit) is { Length: > 0 } unit)
        {
            _text.Append(CultureInfo.InvariantCulture, $"# UNIT {head} {unit}\n");
        }

        var help = EscapeHelp(metric.Description ?? "");
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {head} {(openMetrics ? help.Replace("\"", "\\\"", StringComparison.Ordinal) : help)}\n");
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    Histogram(family, labels, point);
                    break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    Sample(sample, labels, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    Sample(sample, labels, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    Sample(sample, labels, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    Sample(sample, labels, point.GetGaugeLastValueDouble());
                    break;
                default:
                    throw new NotSupportedException($"{metric.Name} is a {metric.MetricType}.");
            }
        }
    }

    private void Histogram(string family, string labels, in MetricPoint point)
    {
        var cumulative = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            cumulative += bucket.BucketCount;
            var le = $"le=\"{Number(bucket.ExplicitBound)}\"";
            Sample(family + "_bucket", labels.Length == 0 ? le : $"{labels},{le}", cumulative);
        }

        Sample(family + "_sum", labels, point.GetHistogramSum());
        Sample(family + "_count", labels, point.GetHistogramCount());
    }

    private void Sample(string name, string labels, double value) =>
        _text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(Number(value)).Append('\n');

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var labels = new List<string>();
        foreach (var (key, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Add($"{PrometheusName.Label(key)}=\"{Escape(value is bool ? text.ToLowerInvariant() : text)}\"");
        }

        return string.Join(',', labels);
    }
}
