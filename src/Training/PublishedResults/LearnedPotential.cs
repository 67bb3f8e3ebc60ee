using GenPhys.Contracts;

namespace GenPhys.Training.PublishedResults;

/// <summary>The learned potential of pairs of normal numbers, whose closed form is known.</summary>
public sealed class LearnedPotential : Reproduction
{
    /// <inheritdoc/>
    public override string Id => "P8";

    /// <inheritdoc/>
    public override string Claim => "Regression on clean pairs finds the potential with which sampled pairs follow a prescribed joint law.";

    /// <inheritdoc/>
    public override string Source => "Corso, Xu, de Bortoli, Barzilay & Jaakkola 2024, eq. 6 and A.47";

    /// <inheritdoc/>
    public override double Minutes => 3;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var folder = context.Train("normal-pairs.json", out var models);
        var rows = new List<ReproductionRow>();
        foreach (var t in new[] { 0.05, 0.2, 0.5, 1, 2, 5 })
        {
            rows.Add(new ReproductionRow(
                FormattableString.Invariant($"RMSE of the potential at noise level {t}"), "0", PotentialMeasurements.NormalPairsError(folder, t), Gate.AtMost(0.015)));
        }

        foreach (var (name, sampler) in ((string, SamplerSpec)[])[("flow", new HeunSampler { Steps = 60 }), ("stochastic equation", new EulerMaruyamaSampler { Steps = 400 })])
        {
            var pairs = await PotentialMeasurements.PairsAsync(models, "normal-pairs", 10_000, sampler, ct: context.Stop).ConfigureAwait(false);
            rows.Add(new ReproductionRow(
                $"mean squared distance of a pair, {name}", "3.2944", pairs.Average(p => Math.Pow(p.First - p.Second, 2)), Gate.Between(0.97 * 3.2944, 1.03 * 3.2944)));
        }

        return rows;
    }
}
