using GenPhys.Inference.Processes;

namespace GenPhys.Training.Tests.Objectives;

/// <summary>The closed forms that the Monte Carlo tests lean on, against their published values.</summary>
public sealed class TwoAtomsTests
{
    private const double M = 0.8;
    private const double Spread = 1e-4;
    private static readonly VarianceExplodingProcess Process = new();

    [Theory(DisplayName = "S6: the variance ratio of two atoms")]
    [Trait("Acceptance", "S6")]
    [InlineData(0.35, 0.1955, 0.07547, 0.03466, 8.328e-3, 2.064e-3, 5.148e-4, 0.52676)]
    [InlineData(0.40, 0.1992, 0.07894, 0.03649, 8.777e-3, 2.175e-3, 5.427e-4, 0.55533)]
    [InlineData(0.4435, 0.2045, 0.08394, 0.03914, 9.434e-3, 2.339e-3, 5.836e-4, 0.59720)]
    [InlineData(0.50, 0.2147, 0.09337, 0.04421, 0.01071, 2.658e-3, 6.634e-4, 0.67893)]
    [InlineData(0.60, 0.2353, 0.1121, 0.05471, 0.01345, 3.350e-3, 8.366e-4, 0.85637)]
    [InlineData(0.70, 0.2464, 0.1218, 0.06053, 0.01506, 3.760e-3, 9.398e-4, 0.96223)]
    [InlineData(0.80, 0.2493, 0.1244, 0.06211, 0.01551, 3.877e-3, 9.692e-4, 0.99245)]
    public void The_ratio_has_its_published_values(double t, double n4, double n8, double n16, double n64, double n256, double n1024, double limit)
    {
        var sigma = Process.Kernel(t).Sigma;
        var single = TwoAtoms.Between(M, 0, sigma);
        int[] sizes = [4, 8, 16, 64, 256, 1024];
        double[] ratios = [n4, n8, n16, n64, n256, n1024];
        for (var i = 0; i < sizes.Length; i++)
        {
            Near(ratios[i], TwoAtoms.Stable(M, sigma, sizes[i]) / single, 1e-3);
        }

        var r = M / sigma;
        Near(
            limit,
            4 * TwoAtoms.Expect(r, a => Math.Pow(TwoAtoms.Sigmoid(a) * TwoAtoms.Sigmoid(-a), 2)) / TwoAtoms.Expect(r, a => TwoAtoms.Sigmoid(a) * TwoAtoms.Sigmoid(-a)),
            1e-4);
        Near(0.5, TwoAtoms.Stable(M, sigma, 2) / single, 1e-9);
    }

    [Theory(DisplayName = "S8: the variance of the denoising target of two Gaussians")]
    [Trait("Acceptance", "S8")]
    [InlineData(0, 63.9936, 0, 1.14815)]
    [InlineData(0.10, 2.12121, 0, 1.14815)]
    [InlineData(0.20, 0.0703076, 0, 1.14815)]
    [InlineData(0.30, 2.3303e-3, 1.8752e-6, 1.14815)]
    [InlineData(0.35, 4.2425e-4, 0.0323908, 1.14805)]
    [InlineData(0.40, 7.72e-5, 0.946833, 1.13305)]
    [InlineData(0.4435, 1.76e-5, 1.76638, 1.02497)]
    [InlineData(0.50, 2.56e-6, 0.948534, 0.700452)]
    [InlineData(0.60, 8.5e-8, 0.0685207, 0.199796)]
    [InlineData(0.70, 2.8e-9, 2.69774e-3, 0.0408156)]
    [InlineData(0.80, 9.3e-11, 9.24984e-5, 7.66484e-3)]
    [InlineData(1.00, 1.0e-13, 1.02374e-7, 2.55934e-4)]
    public void The_variance_has_its_published_values(double t, double within, double between, double divergence)
    {
        var sigma = Process.Kernel(t).Sigma;
        Near(within, TwoAtoms.Within(64, Spread, sigma), Digits(within));
        Near(between, TwoAtoms.Between(M, Spread, sigma), 1e-4);
        Near(divergence, TwoAtoms.Divergence(M, sigma), 1e-4);
    }

    [Fact(DisplayName = "S8: where the between-mode variance peaks")]
    [Trait("Acceptance", "S8")]
    public void The_ambiguity_peaks_at_the_published_noise_level()
    {
        var best = Enumerable.Range(0, 1001).Select(i => 0.40 + (1e-4 * i)).MaxBy(t => TwoAtoms.Between(M, Spread, Process.Kernel(t).Sigma));
        Assert.InRange(best, 0.442, 0.445);

        var ratio = Enumerable.Range(0, 2001).Select(i => 0.5 + (5e-5 * i)).MaxBy(s => TwoAtoms.Between(1, 0, s));
        Near(0.54626, ratio, 1e-3);
        Near(1.13049, TwoAtoms.Between(1, 0, ratio), 1e-5);
    }

    [Fact(DisplayName = "S9: the variance never rises with the reference batch")]
    [Trait("Acceptance", "S9")]
    public void More_references_never_raise_the_variance()
    {
        foreach (var t in new[] { 0.35, 0.40, 0.4435, 0.50, 0.60, 0.70, 0.80 })
        {
            var sigma = Process.Kernel(t).Sigma;
            var single = TwoAtoms.Between(M, 0, sigma);
            var last = single * (1 + 1e-12);
            for (var n = 1; n <= 256; n *= 2)
            {
                var variance = TwoAtoms.Stable(M, sigma, n);
                Assert.True(variance <= last, $"t = {t}, n = {n}: {variance} above {last}");
                Assert.True((n - 1) * variance <= single, $"t = {t}, n = {n}");
                last = variance;
            }
        }
    }

    // A value printed with two or three digits is good to half a unit of its last one.
    private static double Digits(double value) => value is < 1e-4 and > 0 ? 0.05 : 1e-4;

    private static void Near(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(actual - expected) <= (relative * Math.Abs(expected)) + 1e-30, $"{actual} is not within {relative:P2} of {expected}");
}
