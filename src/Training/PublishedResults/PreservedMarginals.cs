using GenPhys.Contracts;

namespace GenPhys.Training.PublishedResults;

/// <summary>A learned potential that keeps the law of a single sample, on two narrow modes, for which the exact factors are known.</summary>
public sealed class PreservedMarginals : Reproduction
{
    /// <inheritdoc/>
    public override string Id => "P9";

    /// <inheritdoc/>
    public override string Claim => "With learned factors the samples of a pair differ more often while each of them keeps the law of the data.";

    /// <inheritdoc/>
    public override string Source => "Corso, Xu, de Bortoli, Barzilay & Jaakkola 2024, eq. 7 and A.53";

    /// <inheritdoc/>
    public override double Minutes => 5;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        context.Train("two-modes-pairs.json", out var models);
        var pairs = await PotentialMeasurements.PairsAsync(models, "two-modes-pairs", 10_000, new HeunSampler { Steps = 60 }, ct: context.Stop).ConfigureAwait(false);
        var (share, differ) = PotentialMeasurements.Modes(pairs);
        return
        [
            new ReproductionRow("share of samples at the common mode (without factors 0.694)", "0.8", share, Gate.Between(0.785, 0.815)),
            new ReproductionRow("share of pairs that differ (independent 0.32)", "0.3836", differ, Gate.Between(0.3636, 0.4036)),
        ];
    }
}
