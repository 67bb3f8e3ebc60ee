using GenPhys.Training.NoiseLevels;

namespace GenPhys.Training.Tests.NoiseLevels;

public sealed class NoiseLevelLawTests
{
    [Fact]
    public void The_log_uniform_law_gives_every_decade_its_share()
    {
        var law = new LogUniformLevels { Low = 0.01, High = 100 };
        Assert.Equal(0.1, law.Quantile(0.25), 1e-12);
        Assert.Equal(1, law.Quantile(0.5), 1e-12);
        Assert.Equal(10, law.Quantile(0.75), 1e-12);
    }

    [Fact]
    public void The_log_normal_law_has_its_mean_and_spread()
    {
        var law = new LogNormalLevels { Mean = 0.25, StandardDeviation = 1.2 };
        Assert.Equal(Math.Exp(0.25), law.Quantile(0.5), 1e-12);
        Assert.Equal(Math.Exp(0.25 + 1.2), law.Quantile(0.8413447460685429), 1e-9);
        Assert.Equal(Math.Exp(0.25 - 1.2), law.Quantile(0.15865525393145707), 1e-9);
    }

    [Theory]
    [InlineData(0, 1, "low")]
    [InlineData(-1, 1, "low")]
    [InlineData(1, 1, "high")]
    [InlineData(1, double.NaN, "high")]
    public void Levels_that_are_not_in_order_are_named(double low, double high, string member) =>
        Assert.Equal(member, Assert.Single(new LogUniformLevels { Low = low, High = high }.Problems()).Member);
}
