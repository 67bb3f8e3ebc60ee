using GenPhys.Inference.Fields;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Tests.Processes;

/// <summary>What is no density flow is refused, with the reason.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(1.2)]
    [InlineData(2)]
    [Trait("Acceptance", "PD-13")]
    public void Fractional_diffusion_above_one_changes_sign(double beta) =>
        Assert.Contains("changes sign", Assert.Throws<ArgumentOutOfRangeException>(() => new FractionalDiffusionProcess(beta)).Message, StringComparison.Ordinal);

    [Fact]
    [Trait("Acceptance", "PD-13")]
    public void Helmholtz_is_refused_beyond_its_zeros()
    {
        var late = new HelmholtzProcess(0.5, 1e-3, 4);
        var (member, problem) = Assert.Single(late.Problems(2));
        Assert.Equal("timeMax", member);
        Assert.Contains("1.5708", problem, StringComparison.Ordinal);

        // The gap between the zeros 1.5708 of Y_1/2 and 2.79839 of Y_3/2 is what the data may take.
        var process = new HelmholtzProcess(0.5, 1e-3, 2);
        Assert.Empty(process.Problems(2, 2.4));
        Assert.Equal("k0", Assert.Single(process.Problems(2, 2.5)).Member);
        var exception = Assert.Throws<ArgumentException>(() => new EmpiricalField([[3, 0]], process));
        Assert.Contains("negative", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0.8935769662791675, 2.197141326031017)]
    [InlineData(2, 1.5707963267948966, 2.798386045783887)]
    [Trait("Acceptance", "PD-13")]
    public void The_zeros_of_the_Helmholtz_kernel_are_the_tabulated_ones(int dimension, double births, double positive)
    {
        Assert.Equal(births, BesselFunctions.FirstZeroY(0.5 * (dimension - 1)), 1e-12);
        Assert.Equal(positive, BesselFunctions.FirstZeroY(0.5 * (dimension + 1)), 1e-12);
    }

    [Fact]
    public void Limits_of_parameters_name_the_process_that_covers_them()
    {
        Assert.Contains("poisson", Assert.Throws<ArgumentOutOfRangeException>(() => new ScreenedPoissonProcess(0)).Message, StringComparison.Ordinal);
        Assert.Contains("diffusion", Assert.Throws<ArgumentOutOfRangeException>(() => new MixedDiffusionPoissonProcess(0, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("forgets nothing", Assert.Throws<ArgumentOutOfRangeException>(() => new DissipativeWaveProcess(0)).Message, StringComparison.Ordinal);
        Assert.Contains("fronts", Assert.Throws<ArgumentOutOfRangeException>(() => new DissipativeWaveProcess(1, 1e-3, 5)).Message, StringComparison.Ordinal);
    }
}
