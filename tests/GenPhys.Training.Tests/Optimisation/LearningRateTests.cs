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

    [Fact]
    public void A_cosine_falls_from_its_rate_to_0()
    {
        var rate = new CosineRate { Rate = 0.4, WarmUp = 2, Steps = 6 };
        Assert.Equal(
            [0.2, 0.4, Math.Round(0.2 * (1 + Math.Sqrt(0.5)), 12), 0.2, Math.Round(0.2 * (1 - Math.Sqrt(0.5)), 12), 0, 0],
            Enumerable.Range(1, 7).Select(rate.At).Select(r => Math.Round(r, 12)));
        Assert.Equal("steps", Assert.Single(new CosineRate { Rate = 0.1, WarmUp = 5, Steps = 5 }.Problems()).Member);
    }

    [Fact]
    public void A_linear_decay_holds_its_rate_and_then_falls_to_0()
    {
        var rate = new LinearDecayRate { Rate = 0.4, WarmUp = 2, From = 4, To = 6 };
        Assert.Equal([0.2, 0.4, 0.4, 0.4, 0.2, 0, 0], Enumerable.Range(1, 7).Select(rate.At).Select(r => Math.Round(r, 12)));
        Assert.Equal(["from", "to"], new LinearDecayRate { Rate = 0.1, WarmUp = 5, From = 4, To = 4 }.Problems().Select(p => p.Member));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(double.NaN)]
    public void A_rate_out_of_range_is_named(double rate) =>
        Assert.Equal("rate", Assert.Single(new ConstantRate { Rate = rate }.Problems()).Member);
}
