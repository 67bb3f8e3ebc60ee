using GenPhys.Contracts;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Measuring;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Inference.Tests.Sampling;

/// <summary>
/// A prior that is wrong by construction (Restart study, Xu et al. 2023): the flow carries the error to the data, noise removes it. Laws
/// as quantiles, so every number is deterministic.
/// </summary>
public sealed class PlateauTests
{
    private static readonly LineMixture Mixture = LineMixture.Plateau;
    private static readonly QuantileLaw Law = new(Mixture.Field());
    private static readonly double[] Exact = [.. Law.Probabilities.Select(p => Mixture.Quantile(p))];

    [Theory]
    [InlineData(5, 0.2342)]
    [InlineData(10, 0.1268)]
    [InlineData(20, 0.0658)]
    [InlineData(80, 0.0169)]
    [Trait("Acceptance", "R6")]
    public void The_exact_flow_keeps_the_error_of_its_prior(double top, double expected)
    {
        // The flow keeps quantiles: x -> F_0^-1(F_T(x)).
        var error = Law.Probabilities.Average(p => Math.Abs(Mixture.Quantile(Math.Clamp(Mixture.Distribution(top * NormalQuantile.Of(p), top), 1e-300, 1 - 1e-16)) - Mixture.Quantile(p)));
        Assert.Equal(expected, error, 0.03 * expected);
    }

    [Theory]
    [InlineData(10, 0.136)]
    [InlineData(18, 0.129)]
    [InlineData(36, 0.127)]
    [InlineData(128, 0.127)]
    [Trait("Acceptance", "R6")]
    public void The_flow_is_stuck_at_its_plateau(int steps, double expected) => Close(expected, Error(new Heun(), 10, steps));

    [Theory]
    [InlineData(18, 0.154)]
    [InlineData(36, 0.082)]
    [InlineData(72, 0.052)]
    [InlineData(144, 0.038)]
    [InlineData(288, 0.033)]
    [Trait("Acceptance", "R6")]
    public void The_reverse_equation_crosses_below_the_plateau(int steps, double expected) => Close(expected, Error(new EulerMaruyama(), 10, steps));

    [Theory]
    [InlineData(1, 0.067)]
    [InlineData(2, 0.037)]
    [InlineData(4, 0.014)]
    [InlineData(8, 0.0089)]
    [Trait("Acceptance", "R6")]
    public void Restart_contracts_the_error_cycle_by_cycle(int repeats, double expected) =>
        Close(expected, Error(new Heun(), 10, 18, new RestartInterval(0.1, 3, 10, repeats)));

    [Fact]
    [Trait("Acceptance", "R6")]
    public void Restart_at_few_evaluations_is_ahead_of_every_other()
    {
        var tuned = Error(new Heun(), 10, 6, new RestartInterval(0.2, 5, 7, 2));
        Close(0.036, tuned);
        var best = Error(new Heun(), 10, 6, new RestartInterval(0.2, 5, 10, 3));
        Close(0.014, best);
        double[] churns = [2, 4, 8, 12, 16, 24, 32, 48];
        var churned = churns.Min(churn => Error(new EdmStochastic(churn, 0.01, 50, 1), 10, 18));
        Close(0.052, churned);
        var heun = Error(new Heun(), 10, 18);
        Assert.True(tuned < churned && churned < heun, $"{tuned} {churned} {heun}");
        Assert.True(best <= 0.3 * 0.127, $"{best}");
    }

    [Fact]
    [Trait("Acceptance", "R6")]
    public void Too_few_points_in_the_interval_have_a_best_number_of_cycles()
    {
        int[] cycles = [1, 2, 4, 8, 16];
        var coarse = cycles.Select(k => Error(new Heun(), 5, 18, new RestartInterval(0.1, 3, 4, k))).ToArray();
        double[] expected = [0.154, 0.135, 0.123, 0.135, 0.137];
        Assert.All(Enumerable.Range(0, 5), i => Close(expected[i], coarse[i]));
        Assert.Equal(2, Array.IndexOf(coarse, coarse.Min()));
        double[] fine = [0.120, 0.063, 0.020, 0.0085, 0.0086];
        Assert.All(Enumerable.Range(0, 5), i => Close(fine[i], Error(new Heun(), 5, 18, new RestartInterval(0.1, 3, 10, cycles[i]))));
    }

    [Fact]
    [Trait("Acceptance", "R6")]
    public void Restart_helps_a_third_order_solver_at_few_evaluations()
    {
        // To 0.002, not to 0: 3 evaluations a step.
        double Third(int points, params RestartInterval[] restarts) =>
            Law.Wasserstein(Law.Run(new DpmSolver3(), SolverPath.Down(new EdmNoiseSchedule(0.002, 10).Levels(points), restarts: restarts)), p => Exact[(int)(p * Exact.Length)]);

        RestartInterval At(int points, int repeats) => new(0.3, 5, points, repeats, RestartPlacement.NearestLog);
        Close(0.131, Third(6));
        Close(0.127, Third(7));
        Close(0.127, Third(8));
        Close(0.127, Third(10));
        Close(0.063, Third(5, At(3, 1)));
        Close(0.044, Third(5, At(4, 1)));
        Close(0.018, Third(5, At(4, 2)));
        Assert.True(Third(5, At(3, 1)) < 0.6 * Third(7) && Third(5, At(4, 1)) < 0.6 * Third(8));
    }

    [Theory]
    [InlineData("eulerMaruyama")]
    [InlineData("ddpm")]
    [InlineData("ddimHalf")]
    public void Stochastic_solvers_have_weak_order_one(string kind)
    {
        // Between two levels above 0, from the same law; the error of the mean of a smooth function falls with the step.
        Sampler sampler = kind switch { "ddpm" => new Ddpm(), "ddimHalf" => new Ddim(0.5), _ => new EulerMaruyama() };
        // The reverse equation, whose error on two modes changes sign between coarse steps, on a Gaussian.
        var law = kind == "eulerMaruyama" ? new QuantileLaw(new LineMixture([1], [0], 0.5).Field()) : Law;
        double Mean(int steps) => law.Run(sampler, SolverPath.Down(Enumerable.Range(0, steps + 1).Select(i => 4 * Math.Pow(0.1, (double)i / steps)).ToArray())).Average(x => Math.Sin(x) + (x * x));
        var (coarse, middle, fine) = (Mean(24), Mean(48), Mean(96));
        var slope = Math.Log2((coarse - middle) / (middle - fine));
        Assert.True(Math.Abs(slope - 1) < 0.15, $"{kind}: slope {slope:0.000}, {coarse} {middle} {fine}");
    }

    [Theory]
    [InlineData("euler", 1)]
    [InlineData("heun", 2)]
    [InlineData("dpmSolver3", 2.9)]
    [Trait("Acceptance", "R3")]
    public void Solvers_have_their_order_on_the_fixture_of_the_study(string kind, double order)
    {
        Sampler sampler = kind switch { "euler" => new Euler(), "heun" => new Heun(), _ => new DpmSolver3() };
        int[] counts = kind == "euler" ? [512, 1024, 2048] : [64, 128, 256];
        double[] starts = [-9, -4, -1.2, -0.3, 0.4, 1.5, 3, 7];
        var errors = counts.Select(steps =>
        {
            var levels = Enumerable.Range(0, steps + 1).Select(i => 5 * Math.Pow(0.02, (double)i / steps)).ToArray();
            var x = Follow(sampler, levels, starts);
            return Math.Sqrt(starts.Zip(x, (start, end) => Math.Pow(end - Mixture.Quantile(Mixture.Distribution(start, 5), 0.1), 2)).Average());
        }).ToArray();
        var slope = Math.Log(errors[0] / errors[2]) / Math.Log(4);
        Assert.True(kind == "euler" ? slope >= 0.9 : Math.Abs(slope - order) < 0.15, $"{kind}: {slope}");
    }

    [Theory]
    [InlineData(1, 0.025, 0.043, 0.072, 0.123)]
    [InlineData(2, 0.106, 0.165, 0.231, 0.282)]
    [InlineData(3, 0.160, 0.231, 0.275, 0.300)]
    [Trait("Acceptance", "R5")]
    public void Cycles_move_mass_to_the_mode_that_has_none(double tMax, double one, double two, double four, double eight)
    {
        // All mass starts in the right mode at the lower level.
        const double tMin = 0.1;
        double[] expected = [one, two, four, eight];
        int[] cycles = [1, 2, 4, 8];
        var left = cycles.Select(k => MassLeft(tMin, tMax, k)).ToArray();
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(expected[i], left[i], 0.012));
        Assert.Equal(0, MassLeft(tMin, tMax, 0), 1e-3);

        // lambda = 2 Q(B/(2 sqrt(tMax^2 - tMin^2))) with B = 8 bounds the remaining error's ratio.
        var contraction = 1 - MathNet.Numerics.SpecialFunctions.Erfc(4 / Math.Sqrt(2 * ((tMax * tMax) - (tMin * tMin))));
        Assert.True((0.3 - left[0]) / 0.3 <= contraction + 0.005, $"{left[0]} {contraction}");
        Assert.True((0.3 - left[1]) / (0.3 - left[0]) <= contraction + 0.005);
    }

    [Theory]
    [InlineData(0.5, 0.38292, 0.71835)]
    [InlineData(1, 0.68269, 0.75803)]
    [InlineData(2, 0.95450, 0.95681)]
    [Trait("Acceptance", "R10")]
    public void The_overlap_of_two_noisy_points_is_bounded_as_the_lemma_says(double r, double distance, double bound)
    {
        // Total variation of N(-r, 1) and N(r, 1): 1 - 2 Q(r), by the harness's own law of the normal.
        var normal = new LineMixture([1], [0], 1);
        Assert.Equal(distance, normal.Distribution(r) - normal.Distribution(-r), 1e-5);
        Assert.Equal(bound, 1 - (2 * r / ((r * r) + 1) * Math.Exp(-0.5 * r * r) / Math.Sqrt(2 * Math.PI)), 1e-5);
        Assert.True(distance <= bound);
    }

    private static double MassLeft(double tMin, double tMax, int cycles)
    {
        // A path that only restarts: a first step of no length in effect, then the cycles.
        var right = new LineMixture([1], [2], 0.5);
        var start = Law.Probabilities.Select(p => right.Quantile(p, tMin)).ToArray();
        var path = SolverPath.Down([tMax, tMin], fromPrior: false, restarts: [new RestartInterval(tMin, tMax, 20, cycles)]);
        var x = Law.Continue(new Heun(), path, start, firstStep: 1);
        return x.Count(v => v < 0) / (double)x.Length;
    }

    private static double[] Follow(Sampler sampler, double[] levels, double[] starts)
    {
        var law = new QuantileLaw(Mixture.Field(), starts.Length);
        return law.Continue(sampler, SolverPath.Down(levels, fromPrior: false), starts, firstStep: 0);
    }

    private static double Error(Sampler sampler, double top, int steps, params RestartInterval[] restarts) =>
        Law.Wasserstein(Law.Run(sampler, SolverPath.Down([.. new EdmNoiseSchedule(0.002, top).Levels(steps), 0], restarts: restarts)), p => Exact[(int)(p * Exact.Length)]);

    private static void Close(double expected, double actual) => Assert.Equal(expected, actual, 0.04 * expected);
}
