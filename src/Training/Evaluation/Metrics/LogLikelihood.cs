using GenPhys.Contracts;

namespace GenPhys.Training.Evaluation.Metrics;

/// <summary>The mean log density of held-out points along the model's deterministic flow (Song et al. 2021, eq. 39), nats per point.</summary>
internal sealed class LogLikelihood : Metric
{
    private const int MostPoints = 512;

    /// <inheritdoc/>
    public override string Name => "logLikelihood";

    /// <inheritdoc/>
    public override string Description => "mean log density of held-out points along the flow, nats";

    /// <inheritdoc/>
    public override string? Obstacle(MetricSubject subject) =>
        subject.Recipe.Process.Create().HasLikelihood ? null : "the flow of the process gives no density";

    /// <inheritdoc/>
    public override async Task<MetricValue> MeasureAsync(MetricSubject subject, CancellationToken ct)
    {
        var count = Math.Min(subject.HeldOut.Count, MostPoints);
        var request = new LikelihoodRequest { Points = [.. Enumerable.Range(0, count).Select(i => subject.HeldOut[i].ToArray())], Seed = 0 };
        var result = await subject.Service.LikelihoodAsync(request, ct).ConfigureAwait(false);
        double[] found = [.. result.LogLikelihoods.OfType<double>()];
        if (found.Length == 0)
        {
            throw new TrainingException($"no point has a log density: {result.FailedRows[0].Reason}");
        }

        var mean = found.Average();
        return new(Name, mean, Math.Sqrt(found.Sum(x => (x - mean) * (x - mean)) / found.Length / Math.Max(1, found.Length - 1)), found.Length);
    }
}
