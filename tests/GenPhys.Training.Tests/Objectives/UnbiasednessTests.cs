namespace GenPhys.Training.Tests.Objectives;

/// <summary>The target's mean, by enumeration of every reference batch.</summary>
public sealed class UnbiasednessTests
{
    [Theory(DisplayName = "S3: the target is unbiased at every batch size")]
    [Trait("Acceptance", "S3")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_mean_over_all_batches_is_the_exact_score(int n)
    {
        var posterior = FiveAtoms.Posterior(FiveAtoms.Masses);
        var (mean, _) = FiveAtoms.Moments(
            n, repeat: true, batch => batch.Skip(1).Aggregate(posterior[batch[0]], (p, k) => p * FiveAtoms.Masses[k]));

        Assert.True(FiveAtoms.Error(mean, FiveAtoms.ExactScore(FiveAtoms.Masses)) < 1e-12);
    }

    [Fact(DisplayName = "S4: leaving the source out of the batch biases the target")]
    [Trait("Acceptance", "S4")]
    public void Without_the_source_the_mean_is_off_and_only_slowly_less_so()
    {
        var exact = FiveAtoms.ExactScore(FiveAtoms.Masses);
        var last = double.PositiveInfinity;
        for (var n = 2; n <= 5; n++)
        {
            var (mean, _) = FiveAtoms.Moments(n, repeat: true, batch => batch.Aggregate(1.0, (p, k) => p * FiveAtoms.Masses[k]));
            var error = FiveAtoms.Error(mean, exact);
            Assert.True(error > 0.05 && error < last, $"n = {n}: {error} after {last}");
            last = error;
        }
    }

    [Theory(DisplayName = "S5: the target is unbiased for batches without replacement")]
    [Trait("Acceptance", "S5")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Without_replacement_the_mean_is_the_exact_score_and_the_whole_set_has_no_variance(int n)
    {
        double[] equal = [0.2, 0.2, 0.2, 0.2, 0.2];
        var posterior = FiveAtoms.Posterior(equal);
        var orders = Enumerable.Range(5 - n + 1, n - 1).Aggregate(1, (product, k) => product * k);

        var (mean, variance) = FiveAtoms.Moments(n, repeat: false, batch => posterior[batch[0]] / orders);

        var exact = FiveAtoms.ExactScore(equal);
        Assert.True(FiveAtoms.Error(mean, exact) < 1e-12);
        Assert.True(n < 5 ? variance > 0.01 : FiveAtoms.Batches(5, repeat: false).All(b => Math.Pow(FiveAtoms.Error(FiveAtoms.Target(b), exact), 2) < 1e-20));
    }
}
