using GenPhys.Training.Optimisation;

namespace GenPhys.Training.Tests.Optimisation;

public sealed class LearningRateTests
{
    [Fact]
    public void A_warm_up_climbs_evenly_to_its_rate_and_stays()
    {
        var rate = new WarmUpRate { Rate = 0.4, Steps = 4 };
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.4, 0.4], Enumerable.Range(1, 6).Select(rate.At).Select(r => Math.Round(r, 12)));
        Assert.Equal(0.4, new ConstantRate { Rate = 0.4 }.At(1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(double.NaN)]
    public void A_rate_out_of_range_is_named(double rate) =>
        Assert.Equal("rate", Assert.Single(new ConstantRate { Rate = rate }.Problems()).Member);
}
