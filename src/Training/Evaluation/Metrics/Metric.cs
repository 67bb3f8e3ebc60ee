namespace GenPhys.Training.Evaluation.Metrics;

/// <summary>A figure that says how good a served model is. Every member of the family is a class in this folder and a line in <see cref="All"/>.</summary>
public abstract class Metric
{
    /// <summary>Every metric, in the order in which they are told.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new InfractionRate(),
        new SlicedWassersteinMetric(),
        new MeanDiscrepancyMetric(),
        new ReducedElbo(),
        new Elbo(),
        new LogLikelihood(),
    ];

    /// <summary>Name by which commands and files call it.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in a sentence.</summary>
    public abstract string Description { get; }

    /// <summary>Why it cannot be had here; null if it can.</summary>
    /// <param name="subject">The model with its data.</param>
    public virtual string? Obstacle(MetricSubject subject) => null;

    /// <summary>Measures it.</summary>
    /// <param name="subject">The model with its data.</param>
    /// <param name="ct">Cancels.</param>
    public abstract Task<MetricValue> MeasureAsync(MetricSubject subject, CancellationToken ct);
}

/// <summary>A measured figure.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Value">The figure.</param>
/// <param name="StandardError">Its standard error; null where it is not known.</param>
/// <param name="Count">Samples or points that it was measured on.</param>
public sealed record MetricValue(string Name, double Value, double? StandardError, int Count);
