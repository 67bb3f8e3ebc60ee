using GenPhys.Training.Objectives;

namespace GenPhys.Training.PublishedResults.Targets;

/// <summary>Plain denoising learns the denoiser of eight modes.</summary>
internal sealed class DenoisingLearning : Reproduction
{
    private const int Steps = 8000;

    /// <inheritdoc/>
    public override string Id => "B13";

    /// <inheritdoc/>
    public override string Claim =>
        "A small network on eight modes, 8,000 steps of 64 with denoising score matching: the weighted error of its denoiser falls below a quarter of that of the untrained one.";

    /// <inheritdoc/>
    public override string Source => "Vincent 2011; Karras, Aittala, Aila & Laine 2022";

    /// <inheritdoc/>
    public override double Minutes => 0.5;

    /// <inheritdoc/>
    public override Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        using var study = new ScoreStudy(new DenoisingObjective(), 0);
        var untrained = study.Error();
        var trained = study.Train(Steps, context.Stop);
        return Task.FromResult<IReadOnlyList<ReproductionRow>>(
        [
            new("weighted error before training", "0.684", untrained, Gate.Between(0.67, 0.70)),
            new("weighted error, mean over the second half", "0.106", trained, Gate.AtMost(0.25 * 0.684)),
        ]);
    }
}
