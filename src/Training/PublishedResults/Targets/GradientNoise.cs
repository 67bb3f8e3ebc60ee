using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;

namespace GenPhys.Training.PublishedResults.Targets;

/// <summary>Stable targets take noise out of the gradient.</summary>
internal sealed class GradientNoise : Reproduction
{
    private const int Steps = 300;
    private const int Draws = 200;

    /// <inheritdoc/>
    public override string Id => "S16";

    /// <inheritdoc/>
    public override string Claim =>
        "At the weights of a small network after 300 steps, the covariance of the gradient with stable targets of 1,024 references is a fraction of that with plain denoising.";

    /// <inheritdoc/>
    public override string Source => "Xu, Tong & Jaakkola 2023, Stable Target Field, section 3.5";

    /// <inheritdoc/>
    public override double Minutes => 0.3;

    /// <summary>Where it is measured, the published ratio and what it may be at most.</summary>
    internal static IReadOnlyList<(string Where, NoiseLevelLaw Law, string Published, double Most)> Places { get; } =
    [
        ("at noise level 1", At(1), "0.18", 0.35),
        ("at noise level 2", At(2), "0.06", 0.15),
        ("with the levels of training", ScoreStudy.Law, "0.26", 0.5),
    ];

    /// <inheritdoc/>
    public override Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        using var study = new ScoreStudy(new DenoisingObjective(), 0);
        for (var step = 1; step <= Steps; step++)
        {
            study.Step(step);
        }

        return Task.FromResult<IReadOnlyList<ReproductionRow>>(
        [
            .. Places.Select(place => new ReproductionRow(
                $"trace of the gradient's covariance, stable over plain, {place.Where}", place.Published, Ratio(study, place.Law, Draws), Gate.AtMost(place.Most))),
        ]);
    }

    /// <summary>The trace of the covariance with stable targets over that with plain denoising.</summary>
    /// <param name="study">The network at its weights.</param>
    /// <param name="law">The law of the noise levels.</param>
    /// <param name="draws">Steps drawn.</param>
    internal static double Ratio(ScoreStudy study, NoiseLevelLaw law, int draws) =>
        study.GradientNoise(new StableTargetFieldObjective { References = ScoreStudy.References }, law, draws) / study.GradientNoise(new DenoisingObjective(), law, draws);

    private static LogNormalLevels At(double level) => new() { Mean = Math.Log(level), StandardDeviation = 1e-9 };
}
