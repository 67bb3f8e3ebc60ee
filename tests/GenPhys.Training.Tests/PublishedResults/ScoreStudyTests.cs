using GenPhys.Training.Objectives;
using GenPhys.Training.PublishedResults.Targets;

namespace GenPhys.Training.Tests.PublishedResults;

/// <summary>The first steps of the reproductions S15, S16 and B13.</summary>
public sealed class ScoreStudyTests
{
    [Fact(DisplayName = "B13: denoising follows its golden curve")]
    [Trait("Acceptance", "B13")]
    public void Denoising_follows_its_golden_curve() =>
        Follows(new DenoisingObjective(), [1.9984, 1.9893, 1.8879, 1.8239, 1.8463], error: 0.3964);

    [Fact(DisplayName = "S15: stable targets follow their golden curve, ahead of denoising")]
    [Trait("Acceptance", "S15")]
    public void Stable_targets_follow_their_golden_curve() =>
        Follows(new StableTargetFieldObjective { References = ScoreStudy.References }, [0.5385, 0.4287, 0.3762, 0.3256, 0.2703], error: 0.2999);

    [Fact(DisplayName = "S16: the gradient of stable targets is calmer")]
    [Trait("Acceptance", "S16")]
    public void The_gradient_of_stable_targets_is_calmer()
    {
        using var study = new ScoreStudy(new DenoisingObjective(), 0);
        for (var step = 1; step <= 300; step++)
        {
            study.Step(step);
        }

        Assert.All(GradientNoise.Places, place => Assert.InRange(GradientNoise.Ratio(study, place.Law, 60), 0.01, place.Most));
    }

    // Mean losses of 60 steps each, and the error of the denoiser after them; bits differ between processors.
    private static void Follows(Objective objective, double[] losses, double error)
    {
        using var study = new ScoreStudy(objective, 0);
        Assert.InRange(study.Error(), 0.67, 0.70);
        var found = new double[losses.Length];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = Enumerable.Range((60 * i) + 1, 60).Average(study.Step);
        }

        var judged = study.Error();
        Assert.True(
            losses.Zip(found).All(pair => Math.Abs(pair.Second - pair.First) <= 0.01 * pair.First) && Math.Abs(judged - error) <= 0.03 * error,
            $"{string.Join(", ", found.Select(x => x.ToString("F4")))}; {judged:F4}");
    }
}
