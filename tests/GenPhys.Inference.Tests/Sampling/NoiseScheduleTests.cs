using GenPhys.Inference.Processes;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Inference.Tests.Sampling;

public sealed class NoiseScheduleTests
{
    [Fact]
    [Trait("Acceptance", "B1")]
    public void The_edm_grid_of_18_points_has_the_published_values()
    {
        var levels = new EdmNoiseSchedule().Levels(18);
        Assert.Equal(18, levels.Length);
        Assert.Equal(80, levels[0]);
        Assert.Equal(57.5860, levels[1], 57.5860 * 1e-5);
        Assert.Equal(40.7856, levels[2], 40.7856 * 1e-5);
        Assert.Equal(0.0229345, levels[15], 0.0229345 * 1e-5);
        Assert.Equal(0.00752802, levels[16], 0.00752802 * 1e-5);
        Assert.Equal(0.002, levels[17]);
        Assert.Equal(2.51522, new EdmNoiseSchedule().Levels(3)[1], 2.51522 * 1e-5);
    }

    public static TheoryData<NoiseSchedule> Schedules =>
    [
        new EdmNoiseSchedule(), new EdmNoiseSchedule(0.01, 50, 1), new EdmNoiseSchedule(1e-4, 1e4, 20), new LogLinearNoiseSchedule(), new LogLinearNoiseSchedule(1, 1.001),
        new VpNoiseSchedule(), new VpNoiseSchedule(1e-3, 150, 0.2, 30), new CosineNoiseSchedule(), new CosineNoiseSchedule(1e-6, 1e5),
        new GridNoiseSchedule(new NoiseLevelGrid([.. Enumerable.Range(1, 1200).Select(i => 0.01 * i * i)]), 0.01, 14_000),
    ];

    [Theory]
    [MemberData(nameof(Schedules))]
    [Trait("Acceptance", "B1")]
    public void Every_grid_decreases_from_exactly_sigmaMax_to_exactly_sigmaMin(NoiseSchedule schedule)
    {
        foreach (var points in new[] { 2, 3, 18, 1000 })
        {
            var levels = schedule.Levels(points);
            Assert.Equal((schedule.SigmaMax, schedule.SigmaMin), (levels[0], levels[^1]));
            Assert.All(Enumerable.Range(1, points - 1), i => Assert.True(levels[i] < levels[i - 1]));
        }

        Assert.Equal([schedule.SigmaMax], schedule.Levels(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.Levels(0));
    }

    [Fact]
    public void Log_linear_levels_have_equal_ratios_and_rho_1_has_equal_differences()
    {
        var levels = new LogLinearNoiseSchedule(0.01, 100).Levels(9);
        Assert.All(Enumerable.Range(1, 8), i => Assert.Equal(3.1622776601683795, levels[i - 1] / levels[i], 1e-12));
        var linear = new EdmNoiseSchedule(1, 9, 1).Levels(5);
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(9 - (2 * i), linear[i], 1e-12));
    }

    [Theory]
    [InlineData(0, 80, 7)]
    [InlineData(-1, 80, 7)]
    [InlineData(double.NaN, 80, 7)]
    [InlineData(80, 80, 7)]
    [InlineData(0.1, double.PositiveInfinity, 7)]
    [InlineData(0.1, double.NaN, 7)]
    [InlineData(0.1, 80, 0)]
    [InlineData(0.1, 80, double.NaN)]
    public void Levels_that_are_not_finite_and_ordered_are_refused(double low, double high, double rho)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EdmNoiseSchedule(low, high, rho));
    }

    [Fact]
    public void The_vp_grid_is_evenly_spaced_in_the_time_of_its_process()
    {
        var process = new VariancePreservingProcess();
        var times = new VpNoiseSchedule(0.01, 100).Levels(9).Select(process.Time).ToArray();
        Assert.All(Enumerable.Range(1, 8), i => Assert.Equal((times[0] - times[8]) / 8, times[i - 1] - times[i], 1e-12));
    }

    [Fact]
    public void The_cosine_grid_is_evenly_spaced_in_the_angle_of_the_published_formula()
    {
        const double s = 0.008;
        double Time(double sigma)
        {
            var bar = Math.Pow(Math.Cos(0.5 * Math.PI * s / (1 + s)), 2) / (1 + (sigma * sigma));
            return ((1 + s) * 2 / Math.PI * Math.Acos(Math.Sqrt(bar))) - s;
        }

        var times = new CosineNoiseSchedule(0.05, 200).Levels(9).Select(Time).ToArray();
        Assert.All(Enumerable.Range(1, 8), i => Assert.Equal((times[0] - times[8]) / 8, times[i - 1] - times[i], 1e-11));
    }

    [Fact]
    public void The_discrete_grid_holds_levels_of_the_process_only_and_no_more_than_there_are()
    {
        var process = new DdpmProcess(steps: 50);
        var schedule = new GridNoiseSchedule(process.Grid, 0.1, 3);
        var levels = schedule.Levels(schedule.MaxPoints);
        Assert.All(levels, level => Assert.Contains(level, process.Grid.Levels));
        Assert.Equal(levels.Distinct().Count(), levels.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.Levels(schedule.MaxPoints + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GridNoiseSchedule(process.Grid, 3, 0.1));
    }
}
