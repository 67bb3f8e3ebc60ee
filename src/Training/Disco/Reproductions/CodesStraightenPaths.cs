using GenPhys.Training.PublishedResults;

namespace GenPhys.Training.Disco.Reproductions;

/// <summary>D14: how straight the paths are.</summary>
public sealed class CodesStraightenPaths : Reproduction
{
    private static readonly double[] Levels = [0.5, 0.7, 1, 1.5, 2];

    /// <inheritdoc/>
    public override string Id => "D14";

    /// <inheritdoc/>
    public override string Claim => "With codes the paths of the flow are almost straight.";

    /// <inheritdoc/>
    public override string Source => DiscoStudy.Source;

    /// <inheritdoc/>
    public override double Minutes => 3;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var (coded, plain, ofCoded, ofPlain) = await new DiscoStudy(context).FlowsAsync(Levels).ConfigureAwait(false);
        using (coded)
        using (plain)
        {
            var (with, without) = (ofCoded.MedianExcess(), ofPlain.MedianExcess());
            return
            [
                new("path over chord less 1 from noise level 2, median, with codes", null, with, Gate.AtMost(0.001)),
                new("the same without codes", null, without),
                new("ratio", null, with / without, Gate.AtMost(0.02)),
                .. Levels.Select(t => new ReproductionRow(
                    $"median curvature with codes over without at noise level {t}", "below 1", ofCoded.MedianCurvature(t) / ofPlain.MedianCurvature(t), Gate.AtMost(0.2))),
            ];
        }
    }
}
