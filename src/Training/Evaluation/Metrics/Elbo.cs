namespace GenPhys.Training.Evaluation.Metrics;

/// <summary>
/// The evidence lower bound of a diffusion with its own weights (Kingma, Salimans, Poole and Ho 2021, eq. 11, 13 and 15 in the limit of many steps): with
/// sigma from the smallest to the largest level, minus |y|^2/2 sigma_max^2 (the prior), minus N/2 ln(2 pi e sigma_min^2) (the last step), minus
/// the integral of E |y - D|^2/sigma^2 over ln sigma. Nats per point; the mean log density of the data is never below it.
/// </summary>
internal sealed class Elbo : Metric
{
    /// <inheritdoc/>
    public override string Name => "elbo";

    /// <inheritdoc/>
    public override string Description => "evidence lower bound on held-out points, nats";

    /// <inheritdoc/>
    public override string? Obstacle(MetricSubject subject) =>
        subject.Recipe.Process.Create().HasReverseSde ? null : "the process is no diffusion";

    /// <inheritdoc/>
    public override async Task<MetricValue> MeasureAsync(MetricSubject subject, CancellationToken ct)
    {
        var process = subject.Recipe.Process.Create();
        var (low, high, dimension) = (process.SigmaMin, process.SigmaMax, subject.HeldOut.Dimension);
        var decades = Math.Log(high / low);
        var (mean, error, count) = await subject.DenoisingLossAsync(
            p => low * Math.Exp(p * decades), level => decades / (level * level), ct).ConfigureAwait(false);
        var squares = subject.HeldOut.Values[..(count * dimension)].ToArray().Sum(y => y * y) / count;
        return new(Name, -(0.5 * squares / (high * high)) - (0.5 * dimension * Math.Log(2 * Math.PI * Math.E * low * low)) - mean, error, count);
    }
}
