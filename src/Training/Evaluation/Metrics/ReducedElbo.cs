namespace GenPhys.Training.Evaluation.Metrics;

/// <summary>
/// The reduced ELBO, minus the denoising loss on held-out points under the recipe's law of the noise levels and the weight 1/c_out^2 of its preconditioning
/// (Karras et al. 2022, eq. 8): higher is better.
/// </summary>
internal sealed class ReducedElbo : Metric
{
    /// <inheritdoc/>
    public override string Name => "reducedElbo";

    /// <inheritdoc/>
    public override string Description => "minus the weighted denoising loss on held-out points";

    /// <inheritdoc/>
    public override string? Obstacle(MetricSubject subject) =>
        subject.Recipe.Process.Create().HasReverseSde ? null : "the kernel of the process is not Gaussian";

    /// <inheritdoc/>
    public override async Task<MetricValue> MeasureAsync(MetricSubject subject, CancellationToken ct)
    {
        var (noise, process) = (subject.Recipe.Noise, subject.Recipe.Process.Create());
        var (mean, error, count) = await subject.DenoisingLossAsync(
            p => noise.Quantile(p, process), level => subject.Recipe.Preconditioning.At(level).LossWeight, ct).ConfigureAwait(false);
        return new(Name, -mean, error, count);
    }
}
