using GenPhys.Training.Objectives;

namespace GenPhys.Training.PublishedResults.Targets;

/// <summary>Stable targets learn a better denoiser in the same steps.</summary>
internal sealed class StableTargetLearning : Reproduction
{
    private const int Steps = 2000;
    private static readonly double[] Typical = [0.13, 0.17];

    /// <inheritdoc/>
    public override string Id => "S15";

    /// <inheritdoc/>
    public override string Claim =>
        "A small network on eight modes, 2,000 steps of 64: the weighted error of its denoiser with stable targets of 1,024 references is at most 0.9 times that of plain denoising, for every seed.";

    /// <inheritdoc/>
    public override string Source => "Xu, Tong & Jaakkola 2023, Stable Target Field, figure 5 in small";

    /// <inheritdoc/>
    public override double Minutes => 1;

    /// <inheritdoc/>
    public override Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var rows = new List<ReproductionRow>();
        for (var seed = 0; seed < 3; seed++)
        {
            var (plain, untrained) = Error(new DenoisingObjective(), seed, context);
            var (stable, _) = Error(new StableTargetFieldObjective { References = ScoreStudy.References }, seed, context);
            if (seed == 0)
            {
                rows.Add(new("weighted error before training", "0.684", untrained, Gate.Between(0.67, 0.70)));
            }

            rows.Add(new($"weighted error with denoising, seed {seed}", "about 0.22", plain));
            rows.Add(new($"weighted error with stable targets, seed {seed}", $"{Typical[0]} to {Typical[1]}", stable));
            rows.Add(new($"ratio, seed {seed}", "0.60 to 0.78", stable / plain, Gate.AtMost(0.9)));
        }

        return Task.FromResult<IReadOnlyList<ReproductionRow>>(rows);
    }

    private static (double Error, double Untrained) Error(Objective objective, int seed, ReproductionContext context)
    {
        using var study = new ScoreStudy(objective, seed);
        var untrained = study.Error();
        context.Say($"seed {seed}, target {objective.Target}");
        return (study.Train(Steps, context.Stop), untrained);
    }
}
