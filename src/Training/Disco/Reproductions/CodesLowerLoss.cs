using GenPhys.Training.PublishedResults;

namespace GenPhys.Training.Disco.Reproductions;

/// <summary>D16: where the loss falls.</summary>
public sealed class CodesLowerLoss : Reproduction
{
    private static readonly double[] LowLevels = [0.05, 0.1];
    private static readonly double[] HighLevels = [1, 2, 5, 10];

    /// <inheritdoc/>
    public override string Id => "D16";

    /// <inheritdoc/>
    public override string Claim => "Codes lower the denoising loss where the noise hides the mode, and nowhere else.";

    /// <inheritdoc/>
    public override string Source => DiscoStudy.Source;

    /// <inheritdoc/>
    public override double Minutes => 3;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var study = new DiscoStudy(context);
        var (coded, plain, ofCoded, ofPlain) = await study.FlowsAsync().ConfigureAwait(false);
        using (coded)
        using (plain)
        {
            var data = study.Recipe.Data.Load(context.Recipes).HeldOut;
            var codes = coded.Encode(data);
            ReproductionRow Ratio(double t, Gate gate) =>
                new($"loss with codes over without at noise level {t}", null, ofCoded.Loss(data, t, codes) / ofPlain.Loss(data, t, null), gate);
            return
            [
                .. LowLevels.Select(t => Ratio(t, Gate.AtLeast(0.9))),
                .. HighLevels.Select(t => Ratio(t, Gate.AtMost(0.12))),
            ];
        }
    }
}
