using GenPhys.Training.PublishedResults;

namespace GenPhys.Training.Disco.Reproductions;

/// <summary>D19: what the prior costs.</summary>
public sealed class PriorMatchesOracle : Reproduction
{
    /// <inheritdoc/>
    public override string Id => "D19";

    /// <inheritdoc/>
    public override string Claim => "Codes from the learnt prior give samples as good as codes of training data.";

    /// <inheritdoc/>
    public override string Source => "Xu, Corso, Jaakkola, Vahdat & Kreis 2024, \"DisCo-Diff\", ablation of oracle and learnt codes";

    /// <inheritdoc/>
    public override double Minutes => 2;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var study = new DiscoStudy(context);
        var (_, metrics) = await study.CodedAsync(study.Recipe.Seed).ConfigureAwait(false);
        var (prior, oracle) = (metrics["equalCountW2"], metrics["oracleEqualCountW2"]);
        return
        [
            new("2-Wasserstein distance at equal counts, codes of the prior", null, prior),
            new("the same, codes of training data", null, oracle),
            new("difference", null, Math.Abs(prior - oracle), Gate.AtMost(0.01)),
            new("the prior's held-out negative log-likelihood less the codes' entropy, nats", null, metrics["priorNats"] - metrics["codeEntropyNats"], Gate.Between(-0.02, 0.02)),
        ];
    }
}
