using GenPhys.Inference.Processes;
using GenPhys.Training.NoiseLevels;

namespace GenPhys.Training.Tests.NoiseLevels;

public sealed class NoiseLevelLawTests
{
    private static readonly EdmProcess Edm = new();

    [Fact]
    public void The_log_uniform_law_gives_every_decade_its_share()
    {
        var law = new LogUniformLevels { Low = 0.01, High = 100 };
        Assert.Equal(0.1, law.Quantile(0.25, Edm), 1e-12);
        Assert.Equal(1, law.Quantile(0.5, Edm), 1e-12);
        Assert.Equal(10, law.Quantile(0.75, Edm), 1e-12);
    }

    [Fact]
    public void The_log_normal_law_has_its_mean_and_spread()
    {
        var law = new LogNormalLevels { Mean = 0.25, StandardDeviation = 1.2 };
        Assert.Equal(Math.Exp(0.25), law.Quantile(0.5, Edm), 1e-12);
        Assert.Equal(Math.Exp(0.25 + 1.2), law.Quantile(0.8413447460685429, Edm), 1e-9);
        Assert.Equal(Math.Exp(0.25 - 1.2), law.Quantile(0.15865525393145707, Edm), 1e-9);
    }

    [Fact]
    public void The_power_law_has_the_shares_of_the_grid()
    {
        // Karras et al. 2022, eq. 5 with N = 18: level 12 of the grid lies 5/17 of the way up.
        var law = new PowerLevels { Low = 0.002, High = 80 };
        Assert.Equal(0.296442, law.Quantile(5.0 / 17, Edm), 1e-6);
        Assert.Equal(0.25, new PowerLevels { Low = 0.1, High = 0.4, Rho = 1 }.Quantile(0.5, Edm), 1e-12);
        Assert.Equal("rho", Assert.Single(new PowerLevels { Low = 1, High = 2, Rho = 0 }.Problems()).Member);
        Assert.Equal("high", Assert.Single(new PowerLevels { Low = 1, High = 1 }.Problems()).Member);
    }

    [Fact]
    public void Uniform_time_is_the_time_of_the_process()
    {
        var law = new UniformTimeLevels();
        Assert.Equal(Math.Sqrt(0.01 * 50), law.Quantile(0.5, new VarianceExplodingProcess(0.01, 50)), 1e-12);
        Assert.Equal(0.25, law.Quantile(0.5, new EdmProcess(0.1, 0.4)), 1e-12);

        // VP: ln(1 + sigma^2) = t^2 (20 - 0.1)/2 + 0.1 t, t in the middle of 0.001 .. 1.
        var square = Math.Exp((0.5005 * 0.5005 * 9.95) + (0.1 * 0.5005)) - 1;
        Assert.Equal(Math.Sqrt(square), law.Quantile(0.5, new VariancePreservingProcess()), 1e-9);

        var discrete = new DdpmProcess(steps: 4);
        Assert.Equal(discrete.Grid.Levels, new[] { 0.1, 0.3, 0.6, 0.999 }.Select(p => law.Quantile(p, discrete)));
    }

    [Theory]
    [InlineData(0, 1, "low")]
    [InlineData(-1, 1, "low")]
    [InlineData(1, 1, "high")]
    [InlineData(1, double.NaN, "high")]
    public void Levels_that_are_not_in_order_are_named(double low, double high, string member) =>
        Assert.Equal(member, Assert.Single(new LogUniformLevels { Low = low, High = high }.Problems()).Member);
}
