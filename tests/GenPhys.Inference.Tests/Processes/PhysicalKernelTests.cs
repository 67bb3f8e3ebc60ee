using GenPhys.Inference.Processes;
using static GenPhys.Inference.Tests.Processes.KernelQuadrature;

namespace GenPhys.Inference.Tests.Processes;

/// <summary>Kernels of the density flows of GenPhys (Liu et al. 2023) against masses, Fourier transforms and closed forms.</summary>
public sealed class PhysicalKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Acceptance", "PD-3")]
    public void The_screened_Poisson_kernel_has_the_mass_that_its_deaths_leave(int dimension)
    {
        const double m = 0.8;
        const double t = 1.2;
        var process = new ScreenedPoissonProcess(m);
        Assert.Equal(0.382892885975, Math.Exp(-m * t), 1e-12);
        Assert.Equal(0.382892885975, Space(r => Density(process, r, t, dimension), dimension), 1e-9);
        var rate = Space(r => Density(process, r, t, dimension) * process.GrowthRate(r * r, t, dimension) / t, dimension);
        Assert.Equal(-m * Math.Exp(-m * t), rate, 1e-9);
    }

    [Fact]
    [Trait("Acceptance", "PD-3")]
    public void The_screened_Poisson_kernel_has_its_golden_values()
    {
        var process = new ScreenedPoissonProcess(0.8);
        Assert.Equal(0.0296508554, Density(process, 0.6, 1.2, 3), 1e-10);
        Assert.Equal(-0.34720460804, process.GrowthRate(0.36, 1.2, 3) / 1.2, 1e-10);

        // N = 2 in closed form: p = t (1 + m rho) e^(-m rho)/(2 pi rho^3).
        var rho = Math.Sqrt(0.36 + 1.44);
        Assert.Equal(1.2 * (1 + (0.8 * rho)) * Math.Exp(-0.8 * rho) / (2 * Math.PI * Math.Pow(rho, 3)), Density(process, 0.6, 1.2, 2), 1e-14);
        Assert.Equal(-Math.Pow(0.8 * rho, 2) / (1.2 * (1 + (0.8 * rho))), process.GrowthRate(0.36, 1.2, 2) / 1.2, 1e-13);
    }

    public static TheoryData<TimedProcess, int> WithoutBirths => new()
    {
        { new MixedDiffusionPoissonProcess(0.7, 1.3), 1 }, { new MixedDiffusionPoissonProcess(0.7, 1.3), 2 },
        { new MixedDiffusionPoissonProcess(5, 0.2), 3 },
        { new FractionalDiffusionProcess(0.75), 1 }, { new FractionalDiffusionProcess(0.75), 2 }, { new FractionalDiffusionProcess(0.3), 3 },
        { new FractionalDiffusionProcess(0.5), 2 }, { new FractionalDiffusionProcess(0.95), 2 }, { new ThirdOrderProcess(), 1 },
    };

    [Theory]
    [MemberData(nameof(WithoutBirths))]
    [Trait("Acceptance", "PD-3")]
    public void Kernels_without_births_integrate_to_one(TimedProcess process, int dimension)
    {
        foreach (var t in new[] { 0.05, 0.9, 20 })
        {
            var high = process is FractionalDiffusionProcess f ? 30 / (2 * f.Beta) : 30;
            Assert.Equal(1, Space(r => Density(process, r, t, dimension), dimension, -30, high), 1e-7);
        }
    }

    [Fact]
    [Trait("Acceptance", "PD-4")]
    public void The_screened_Poisson_kernel_has_its_Fourier_transform() =>
        Assert.Equal(0.195503604762, Fourier(x => Density(new ScreenedPoissonProcess(0.8), x, 1.2, 1), 1.1, 60), 1e-10);

    [Theory]
    [InlineData(1, 0.459564654164, 0.356650132311, 0.0517940561369)]
    [InlineData(2, 0.252486545522, 0.180872951989, 0.0159664865726)]
    [Trait("Acceptance", "PD-4")]
    public void The_mixed_kernel_has_its_golden_values(int dimension, double at0, double atHalf, double at2)
    {
        var process = new MixedDiffusionPoissonProcess(0.7, 1.3);
        Assert.Equal(at0, Density(process, 0, 0.9, dimension), 1e-11);
        Assert.Equal(atHalf, Density(process, 0.5, 0.9, dimension), 1e-11);
        Assert.Equal(at2, Density(process, 2, 0.9, dimension), 1e-11);
    }

    [Theory]
    [InlineData(0.8, 0.9, 0.5916265506)]
    [InlineData(3, 0.05, 17.3337199)]
    [InlineData(2, 5, 0.2212059968)]
    [InlineData(0.05, 0.05, 0.9455641555)]
    [Trait("Acceptance", "PD-5")]
    public void The_mixed_flow_has_its_golden_velocities_and_keeps_quantiles(double x, double t, double expected)
    {
        var process = new MixedDiffusionPoissonProcess(0.7, 1.3);
        Assert.Equal(expected, Velocity(process, x, t, 1), 2e-7 * expected);

        // Without births a particle stays on its quantile: v = -dF/dt / dF/dx.
        var h = 1e-4 * t;
        double Mass(double time) => Line(r => Density(process, r, time, 1), 0, x, 200);
        Assert.Equal(expected, -(Mass(t + h) - Mass(t - h)) / (2 * h) / Density(process, x, t, 1), 1e-5 * expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void The_table_of_the_mixed_flow_agrees_with_its_integral(int dimension)
    {
        var table = MixedDisplacement.Of(dimension);
        foreach (var z in new[] { 3e-6, 0.0123, 0.37, 1.7, 55, 4e3 })
        {
            foreach (var y in new[] { 0, 0.013, 0.31, 0.77, 1 })
            {
                Assert.Equal(MixedDisplacement.Exact(z, y, dimension), table.At(z, y), 2e-7);
            }
        }
    }

    [Fact]
    public void The_stable_kernel_of_index_one_is_the_Cauchy_kernel()
    {
        var stable = new FractionalDiffusionProcess(0.5);
        var cauchy = new PoissonProcess();
        foreach (var dimension in new[] { 1, 2, 7 })
        {
            foreach (var r in new[] { 0, 1e-4, 0.03, 0.7, 4, 120, 3e5, 1e13 })
            {
                Assert.Equal(cauchy.LogKernel(r * r, 0.3, dimension), stable.LogKernel(r * r, 0.3, dimension), 1e-8);
                Assert.Equal(1, stable.LogKernelSlope(r * r, 0.3, dimension) / cauchy.LogKernelSlope(r * r, 0.3, dimension), 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(0.75)]
    [InlineData(0.95)]
    public void The_stable_kernel_on_the_line_is_the_inverse_Fourier_transform_of_its_spectrum(double beta)
    {
        var process = new FractionalDiffusionProcess(beta);
        foreach (var x in new[] { 0, 0.4, 1.5, 3.2 })
        {
            var inverse = Line(k => Math.Exp(-Math.Pow(k, 2 * beta)) * Math.Cos(k * x), 0, 1, 2000) + Line(k => Math.Exp(-Math.Pow(k, 2 * beta)) * Math.Cos(k * x), 1, 12, 200);
            Assert.Equal(inverse / Math.PI, Density(process, x, 1, 1), 1e-8);
        }
    }

    [Fact]
    [Trait("Acceptance", "PD-5")]
    public void The_telegraph_law_has_unit_mass_and_obeys_the_continuity_equation()
    {
        const double epsilon = 0.9;
        const double t = 2;
        var process = new DissipativeWaveProcess(epsilon);

        // r = t sin a, so that the square root at the front is smooth.
        var mass = 2 * Line(a => Density(process, t * Math.Sin(a), t, 1) * t * Math.Cos(a), 0, 0.5 * Math.PI, 40);
        Assert.Equal(1, mass + Math.Exp(-epsilon * t), 1e-10);
        foreach (var x in new[] { 0.1, 0.8, 1.5, 1.8 })
        {
            const double h = 1e-3;
            var change = Derivative(s => Density(process, x, s, 1), t, h);
            var flux = Derivative(r => Density(process, r, t, 1) * Velocity(process, r, t, 1), x, h);
            Assert.Equal(0, change + flux, 1e-8);
        }

        Assert.Contains("negative", Assert.Single(process.Problems(2)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_and_times_are_inverse()
    {
        foreach (var process in new TimedProcess[] { new MixedDiffusionPoissonProcess(0.7, 1.3), new DissipativeWaveProcess(2.5), new ThirdOrderProcess(), new FractionalDiffusionProcess(0.9) })
        {
            foreach (var sigma in new[] { 1e-3, 0.02, 0.7, 5, 40 })
            {
                Assert.Equal(sigma, process.Level(process.Time(sigma)), 1e-11 * sigma);
            }
        }
    }

    // Fourth order.
    private static double Derivative(Func<double, double> f, double at, double h) =>
        ((8 * (f(at + h) - f(at - h))) - (f(at + (2 * h)) - f(at - (2 * h)))) / (12 * h);
}
