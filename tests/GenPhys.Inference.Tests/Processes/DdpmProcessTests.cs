using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Tests.Processes;

public sealed class DdpmProcessTests
{
    public static TheoryData<BetaSchedule> Schedules => [BetaSchedule.Linear, BetaSchedule.Cosine];

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Its_levels_are_those_of_the_product_of_one_minus_beta(BetaSchedule betas)
    {
        const int steps = 200;
        var process = new DdpmProcess(betas, steps);
        double F(int j) => Math.Pow(Math.Cos(0.5 * Math.PI * (((double)j / steps) + 0.008) / 1.008), 2);
        var bar = 1.0;
        for (var j = 1; j <= steps; j++)
        {
            bar *= 1 - (betas == BetaSchedule.Linear ? 1e-4 + ((j - 1) * (0.02 - 1e-4) / (steps - 1)) : Math.Min(0.999, 1 - (F(j) / F(j - 1))));
            var kernel = process.Kernel(j);
            Assert.Equal(Math.Sqrt(bar), kernel.A, 1e-12 * Math.Sqrt(bar));
            Assert.Equal(Math.Sqrt(1 - bar), kernel.Sigma, 1e-10);
            Assert.Equal(j, process.Time(process.Grid.Levels[j - 1]), 1e-9);
        }
    }

    [Fact]
    public void The_published_linear_schedule_ends_at_its_signal_to_noise()
    {
        // Ho et al. 2020: T = 1000, beta from 1e-4 to 0.02 leaves alpha-bar = 4.0358e-5.
        var bar = Math.Pow(new DdpmProcess(BetaSchedule.Linear).Kernel(1000).A, 2);
        Assert.Equal(4.0358e-5, bar, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Drift_and_diffusion_are_those_of_the_kernel(BetaSchedule betas)
    {
        var process = new DdpmProcess(betas, 100);
        const double t = 40.3;
        const double h = 1e-5;
        var (below, above, at) = (process.Kernel(t - h), process.Kernel(t + h), process.Kernel(t));
        var drift = Math.Log(above.A / below.A) / (2 * h);
        Assert.Equal(drift, process.Drift(t), 1e-7);

        // d(Sigma^2)/dt = 2 f Sigma^2 + g^2.
        var rate = ((above.Sigma * above.Sigma) - (below.Sigma * below.Sigma)) / (2 * h);
        Assert.Equal(rate - (2 * drift * at.Sigma * at.Sigma), Math.Pow(process.Diffusion(t), 2), 1e-6);
    }

    [Fact]
    public void Levels_between_two_of_the_grid_go_to_the_nearer_in_logarithm()
    {
        var grid = new NoiseLevelGrid([1, 4, 9]);
        Assert.Equal([9, 4, 1, 0], grid.Snap([100, 6.1, 3, 2.1, 1.9, 0.1, 0]));
    }

    [Theory]
    [InlineData(1, 1e-4, 0.02, "steps")]
    [InlineData(10, 0.02, 1e-4, "betaMax")]
    [InlineData(10, 1e-4, 1.0, "betaMax")]
    [InlineData(10, 0.0, 0.02, "betaMin")]
    public void Parameters_out_of_range_are_named(int steps, double betaMin, double betaMax, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new DdpmProcess(BetaSchedule.Linear, steps, betaMin, betaMax)).ParamName);
}
