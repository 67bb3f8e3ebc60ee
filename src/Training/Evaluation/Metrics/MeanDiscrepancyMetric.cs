namespace GenPhys.Training.Evaluation.Metrics;

/// <summary>The squared maximum mean discrepancy between samples and held-out points, its bandwidth the median distance of the held-out points.</summary>
internal sealed class MeanDiscrepancyMetric : Metric
{
    /// <inheritdoc/>
    public override string Name => "meanDiscrepancy";

    /// <inheritdoc/>
    public override string Description => "squared maximum mean discrepancy between samples and held-out points, Gaussian kernel of their median distance";

    /// <inheritdoc/>
    public override async Task<MetricValue> MeasureAsync(MetricSubject subject, CancellationToken ct)
    {
        var points = await subject.PointsAsync(ct).ConfigureAwait(false);
        return new(Name, MeanDiscrepancy.Squared(points, subject.HeldOut.Values, subject.HeldOut.Dimension), null, points.Length / subject.HeldOut.Dimension);
    }
}
