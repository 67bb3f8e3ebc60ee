using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Processes;

public sealed class DiffusionProcessTests
{
    public static TheoryData<DiffusionProcess> Processes =>
    [
        new EdmProcess(), new VarianceExplodingProcess(), new VariancePreservingProcess(), new VariancePreservingProcess(0.5, 3, 0.01),
    ];

    public static TheoryData<string, double> Moments
    {
        get
        {
            var data = new TheoryData<string, double>();
            foreach (var kind in new[] { "ve", "vp", "edm" })
            {
                foreach (var t in new[] { 0.1, 0.5, 0.9 })
                {
                    data.Add(kind, t);
                }
            }

            return data;
        }
    }

    // The published kernels, written down once more: VE N(x0, sigma(t)^2), VP N(e^b x0, 1 - e^2b), EDM N(x0, t^2).
    [Theory]
    [MemberData(nameof(Moments))]
    [Trait("Acceptance", "B2")]
    public void Samples_of_a_kernel_have_its_mean_and_variance(string kind, double t)
    {
        const int n = 200_000;
        const double x0 = 40;
        var b = (-0.25 * t * t * (20 - 0.1)) - (0.5 * t * 0.1);
        var (process, mean, variance) = kind switch
        {
            "ve" => ((DiffusionProcess)new VarianceExplodingProcess(0.01, 50), x0, Math.Pow(0.01 * Math.Pow(5000, t), 2)),
            "vp" => (new VariancePreservingProcess(), Math.Exp(b) * x0, 1 - Math.Exp(2 * b)),
            _ => (new EdmProcess(), x0, t * t),
        };
        Assert.Equal(kind, process.Kind);
        var kernel = process.Kernel(t);
        var noise = new double[n];
        Philox.FillNormal(new NoiseKey(3, (uint)(t * 10), NoisePurpose.Data), noise);
        var x = noise.Select(z => (kernel.A * x0) + (kernel.Sigma * z)).ToArray();
        var average = x.Average();
        Assert.Equal(mean, average, 0.01 * mean);
        Assert.Equal(variance, x.Average(v => (v - average) * (v - average)), 0.01 * variance);
    }

    // d a/dt = f a and d var/dt = 2 f var + g^2, by the classical Runge-Kutta method from one kernel to another.
    [Theory]
    [MemberData(nameof(Processes))]
    [Trait("Acceptance", "B2")]
    public void Kernels_solve_the_moment_equations_of_their_own_drift_and_diffusion(DiffusionProcess process)
    {
        const int steps = 4000;
        const double from = 0.1, to = 0.9, h = (to - from) / steps;
        var start = process.Kernel(from);
        var (a, variance) = (start.A, start.Sigma * start.Sigma);
        (double A, double Variance) Slope(double t, double a, double v)
        {
            var (f, g) = (process.Drift(t), process.Diffusion(t));
            return (f * a, (2 * f * v) + (g * g));
        }

        for (var i = 0; i < steps; i++)
        {
            var t = from + (i * h);
            var k1 = Slope(t, a, variance);
            var k2 = Slope(t + (h / 2), a + (h / 2 * k1.A), variance + (h / 2 * k1.Variance));
            var k3 = Slope(t + (h / 2), a + (h / 2 * k2.A), variance + (h / 2 * k2.Variance));
            var k4 = Slope(t + h, a + (h * k3.A), variance + (h * k3.Variance));
            a += h / 6 * (k1.A + (2 * k2.A) + (2 * k3.A) + k4.A);
            variance += h / 6 * (k1.Variance + (2 * k2.Variance) + (2 * k3.Variance) + k4.Variance);
        }

        var end = process.Kernel(to);
        Assert.Equal(end.A, a, 1e-9 * end.A);
        Assert.Equal(end.Sigma * end.Sigma, variance, 1e-9 * end.Sigma * end.Sigma);
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Time_inverts_the_noise_level(DiffusionProcess process)
    {
        foreach (var t in new[] { 1e-6, 1e-3, 0.01, 0.3, 0.5, 0.999, 1 })
        {
            Assert.Equal(t, process.Time(process.Kernel(t).NoiseLevel), 1e-12 * Math.Max(1e-2, t));
        }

        Assert.Equal(process.SigmaMax, process.Kernel(process.Time(process.SigmaMax)).NoiseLevel, 1e-10 * process.SigmaMax);
        Assert.Equal(process.SigmaMin, process.Kernel(process.Time(process.SigmaMin)).NoiseLevel, 1e-10 * process.SigmaMin);
    }

    // 1 - e^2b loses all digits at small t: there sigma^2 = beta_min t to first order.
    [Fact]
    public void The_variance_preserving_kernel_keeps_its_digits_at_small_times()
    {
        var process = new VariancePreservingProcess();
        foreach (var t in new[] { 1e-17, 1e-14, 1e-10 })
        {
            Assert.Equal(Math.Sqrt(0.1 * t), process.Kernel(t).Sigma, 1e-7 * Math.Sqrt(0.1 * t));
            Assert.Equal(t, process.Time(process.Kernel(t).NoiseLevel), 1e-9 * t);
        }
    }

    [Fact]
    public void Parameters_out_of_order_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EdmProcess(0, 80));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EdmProcess(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EdmProcess(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VarianceExplodingProcess(0.1, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VariancePreservingProcess(0, 20));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VariancePreservingProcess(5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VariancePreservingProcess(timeMin: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VariancePreservingProcess(timeMin: 1));
    }
}
