using GenPhys.Training.PublishedResults;

namespace GenPhys.Training.Disco.Reproductions;

/// <summary>D17: what the samples are worth.</summary>
public sealed class CodesKeepQuality : Reproduction
{
    /// <inheritdoc/>
    public override string Id => "D17";

    /// <inheritdoc/>
    public override string Claim => "Samples with codes from the prior fill the modes, and nothing between them.";

    /// <inheritdoc/>
    public override string Source => DiscoStudy.Source;

    /// <inheritdoc/>
    public override double Minutes => 2;

    /// <inheritdoc/>
    public override string Deviations =>
        "The paper gives 2-Wasserstein distances of 0.118 with codes and 0.27 without, and no number of points. Random counts of the modes dominate that distance (0.29 at 2,000 points of the true law), so it is taken here with equal counts, where the true law has 0.067 at 2,000 points, and the masses of the modes apart.";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var study = new DiscoStudy(context);
        var (_, metrics) = await study.CodedAsync(study.Recipe.Seed).ConfigureAwait(false);
        return
        [
            new("2-Wasserstein distance at equal counts, 2,000 points", "0.118", metrics["equalCountW2"], Gate.AtMost(0.08)),
            new("samples farther than four deviations from every mode", null, metrics["offModeRate"], Gate.AtMost(0.005)),
            new("largest error of a mode's mass, 8,000 samples", null, metrics["worstMassError"], Gate.AtMost(0.02)),
        ];
    }
}
