namespace GenPhys.Training.Evaluation.Metrics;

/// <summary>The sliced Wasserstein-1 distance of the samples to the held-out points.</summary>
internal sealed class SlicedWassersteinMetric : Metric
{
    /// <inheritdoc/>
    public override string Name => "slicedWasserstein";

    /// <inheritdoc/>
    public override string Description => "sliced Wasserstein-1 distance of the samples to the held-out points";

    /// <inheritdoc/>
    public override async Task<MetricValue> MeasureAsync(MetricSubject subject, CancellationToken ct)
    {
        var points = await subject.PointsAsync(ct).ConfigureAwait(false);
        return new(Name, SlicedWasserstein.Distance(points, subject.HeldOut.Values, subject.HeldOut.Dimension), null, points.Length / subject.HeldOut.Dimension);
    }
}
