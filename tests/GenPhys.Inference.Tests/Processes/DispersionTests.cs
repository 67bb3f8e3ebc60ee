using System.Numerics;
using GenPhys.Inference.Processes.Dispersion;

namespace GenPhys.Inference.Tests.Processes;

/// <summary>Which equations make generative processes (GenPhys, tables 1 and 2).</summary>
public sealed class DispersionTests
{
    public static TheoryData<string, Smoothness, bool> Table => new()
    {
        { "diffusion", Smoothness.Smooth, true },
        { "poisson", Smoothness.Smooth, true },
        { "screenedPoisson", Smoothness.Smooth, true },
        { "mixedDiffusionPoisson", Smoothness.Smooth, true },
        { "fractionalDiffusion", Smoothness.Smooth, true },
        { "thirdOrder", Smoothness.Smooth, true },
        { "dissipativeWave", Smoothness.Smooth, true },
        { "helmholtz", Smoothness.Marginal, false },
        { "idealWave", Smoothness.Not, false },
        { "schroedinger", Smoothness.Not, false },
        { "biharmonic", Smoothness.Smooth, false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    [Trait("Acceptance", "PD-1")]
    public void Every_equation_gets_its_verdict(string name, Smoothness smoothness, bool density)
    {
        var verdict = PhysicalEquations.All.Single(e => e.Name == name).Judge(1);
        Assert.Equal(smoothness, verdict.Smoothness);
        Assert.Equal(density, verdict.NoDensity is null);
        Assert.Equal(smoothness == Smoothness.Smooth && density, verdict.IsSmoothDensityFlow);
    }

    [Theory]
    [InlineData("diffusion")]
    [InlineData("poisson")]
    [InlineData("screenedPoisson")]
    [InlineData("fractionalDiffusion")]
    [Trait("Acceptance", "PD-1")]
    public void Smooth_flows_stay_densities_in_more_dimensions(string name)
    {
        Assert.True(PhysicalEquations.All.Single(e => e.Name == name).Judge(2).IsSmoothDensityFlow);
        Assert.True(PhysicalEquations.All.Single(e => e.Name == name).Judge(3).IsSmoothDensityFlow);
    }

    [Fact]
    [Trait("Acceptance", "PD-13")]
    public void What_is_refused_is_told_why()
    {
        Assert.Contains("front", PhysicalEquations.IdealWave().Judge(3).NoDensity, StringComparison.Ordinal);
        Assert.Contains("interference", PhysicalEquations.Schroedinger().Judge(2).NoDensity, StringComparison.Ordinal);
        Assert.Contains("changes sign", PhysicalEquations.Biharmonic().Judge(2).NoDensity, StringComparison.Ordinal);
        Assert.Contains("changes sign", PhysicalEquations.FractionalDiffusion(1.4).Judge(2).NoDensity, StringComparison.Ordinal);
        Assert.Contains("negative", PhysicalEquations.DissipativeWave(0.9).Judge(2).NoDensity, StringComparison.Ordinal);
        Assert.Contains("2.79839", PhysicalEquations.Helmholtz(0.5).Judge(2).NoDensity, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Acceptance", "PD-2")]
    public void The_biharmonic_kernel_has_its_published_sign_changes()
    {
        var sign = KernelSign.Of(k => Math.Exp(-Math.Pow(k, 4)), 1, 30, 3_001);
        Assert.Equal(0.28851687, sign.Density[0], 1e-8);
        var zero = Enumerable.Range(0, sign.Radii.Count).First(i => sign.Density[i] < 0);
        var share = sign.Density[zero - 1] / (sign.Density[zero - 1] - sign.Density[zero]);
        Assert.Equal(3.453464, sign.Radii[zero - 1] + (0.01 * share), 2e-5);
        Assert.Equal(-0.029805, sign.Density[460], 1e-6);
        Assert.Equal(4.60, sign.LowestRadius, 0.03);
        Assert.Equal(-0.118647, 2 * 1e-2 * sign.Density.Where(p => p < 0).Sum(), 1e-5);
        Assert.False(sign.IsPositive);
    }

    [Fact]
    public void Branches_have_the_closed_forms()
    {
        // Dissipative wave: omega = -i epsilon +- sqrt(k^2 - epsilon^2); the smooth branch meets the other at k = epsilon.
        const double epsilon = 0.9;
        var branches = DispersionClassifier.Classify(PhysicalEquations.DissipativeWave(epsilon).Relation);
        foreach (var branch in branches)
        {
            for (var i = 0; i < branch.K.Count; i++)
            {
                var root = Complex.Sqrt(new Complex((branch.K[i] * branch.K[i]) - (epsilon * epsilon), 0));
                var (plus, minus) = (new Complex(0, -epsilon) + root, new Complex(0, -epsilon) - root);
                Assert.True(Math.Min(Complex.Abs(branch.Omega[i] - plus), Complex.Abs(branch.Omega[i] - minus)) < 1e-9 * (1 + branch.K[i]));
            }
        }

        Assert.Equal(Smoothness.Smooth, branches[0].Smoothness);
        Assert.Equal(epsilon, branches[0].DecayGap, 1e-12);

        // Third order: k^(2/3) times -i, e^(i pi/6), e^(5 i pi/6), of which the first alone decays.
        var third = DispersionClassifier.Classify(PhysicalEquations.ThirdOrder().Relation);
        Assert.Equal([Smoothness.Smooth, Smoothness.Not, Smoothness.Not], third.Select(b => b.Smoothness));
        for (var i = 0; i < third[0].K.Count; i++)
        {
            var size = Math.Pow(third[0].K[i], 2.0 / 3);
            Assert.True(Complex.Abs(third[0].Omega[i] - new Complex(0, -size)) <= 1e-12 * size);
        }

        Assert.Equal(1000, third[2].FastestK, 1e-9);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(9, 0)]
    public void Terms_that_make_no_relation_are_refused(int derivatives, double power) =>
        Assert.Throws<ArgumentException>(() => new DispersionRelation([new(1, derivatives, power)]));
}
