using GenPhys.Training.PublishedResults;

namespace GenPhys.Training.Disco.Reproductions;

/// <summary>D13: what the codes tell of the modes.</summary>
public sealed class CodesNameModes : Reproduction
{
    /// <inheritdoc/>
    public override string Id => "D13";

    /// <inheritdoc/>
    public override string Claim => "An encoder that is trained by the denoising loss alone learns codes that name the modes.";

    /// <inheritdoc/>
    public override string Source => DiscoStudy.Source;

    /// <inheritdoc/>
    public override double Minutes => 4;

    /// <inheritdoc/>
    public override string Deviations =>
        "The paper shows this by pictures. The plain loss leaves two or three codes unused here (2.25 to 2.5 bits), so the recipe adds a bonus for the entropy of the mean code, which has fallen to 0 at 70 % of the training.";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var study = new DiscoStudy(context);
        var rows = new List<ReproductionRow>();
        var (bits, purity) = (0.0, 0.0);
        foreach (var seed in new long[] { 1, 2, 3 })
        {
            var (_, metrics) = await study.CodedAsync(seed).ConfigureAwait(false);
            var own = metrics["codeInformationBits"];
            (bits, purity) = own > bits ? (own, metrics["codePurity"]) : (bits, purity);
            rows.Add(new ReproductionRow($"information of mode and code, seed {seed}, bits of 3", null, own, Gate.AtLeast(2.7)));
        }

        return [.. rows, new("information, best seed, bits of 3", null, bits, Gate.AtLeast(2.98)), new("purity, best seed", null, purity, Gate.AtLeast(0.995))];
    }
}
