namespace GenPhys.Training.Evaluation.Metrics;

/// <summary>The part of the samples outside the set that the data allow; a row that failed counts as outside.</summary>
internal sealed class InfractionRate : Metric
{
    /// <inheritdoc/>
    public override string Name => "infractionRate";

    /// <inheritdoc/>
    public override string Description => "part of the samples outside the set that the data allow";

    /// <inheritdoc/>
    public override string? Obstacle(MetricSubject subject) => subject.Recipe.Data.Oracle() is null ? "the recipe's data allow every point" : null;

    /// <inheritdoc/>
    public override async Task<MetricValue> MeasureAsync(MetricSubject subject, CancellationToken ct)
    {
        var result = await subject.SamplesAsync(ct).ConfigureAwait(false);
        var count = result.Shape[0];
        var rate = (double)Infractions.CountOutside(result, subject.Recipe.Data.Oracle()!) / count;
        return new(Name, rate, Math.Sqrt(rate * (1 - rate) / count), count);
    }
}
