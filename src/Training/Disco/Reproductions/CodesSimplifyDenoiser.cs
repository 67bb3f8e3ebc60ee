using GenPhys.Training.PublishedResults;

namespace GenPhys.Training.Disco.Reproductions;

/// <summary>D15: how steep the denoiser is.</summary>
public sealed class CodesSimplifyDenoiser : Reproduction
{
    private static readonly double[] Levels = [0.5, 0.75, 1, 1.5, 2, 3, 5];

    /// <inheritdoc/>
    public override string Id => "D15";

    /// <inheritdoc/>
    public override string Claim => "With codes the denoiser's Jacobian is smaller at every noise level that decides.";

    /// <inheritdoc/>
    public override string Source => DiscoStudy.Source;

    /// <inheritdoc/>
    public override double Minutes => 3;

    /// <inheritdoc/>
    public override string Deviations =>
        "The paper plots the Jacobian of the score, for which the claim fails at noise levels above 0.6 even on the exact field: not knowing the mode cancels a part of it. The denoiser's is what shrinks.";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var (coded, plain, ofCoded, ofPlain) = await new DiscoStudy(context).FlowsAsync(Levels).ConfigureAwait(false);
        using (coded)
        using (plain)
        {
            return
            [
                .. Levels.Select(t => new ReproductionRow(
                    $"mean squared Jacobian of the denoiser with codes over without at noise level {t}", "below 1", ofCoded.MeanJacobian(t) / ofPlain.MeanJacobian(t), Gate.AtMost(0.5))),
                new("with codes at noise level 1", null, ofCoded.MeanJacobian(1), Gate.AtMost(0.02)),
            ];
        }
    }
}
