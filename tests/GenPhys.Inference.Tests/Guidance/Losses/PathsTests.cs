using System.Globalization;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Inference.Tests.Guidance.Losses;

/// <summary>
/// Planar paths of 32 frames under the prior N(0, K x I), K_ij = min(i, j)/32, whose unit is 3 m: the motion examples of Song
/// et al. 2023 (loss guidance) with an exact denoiser.
/// </summary>
[Trait("Category", "Slow")]
public sealed class PathsTests
{
    private const int Frames = 32;
    private const int Dimension = 2 * Frames;
    private static readonly double[] Levels = new EdmNoiseSchedule(0.02, 80, 7).Levels(100);
    private static readonly NormalisationSpec Metres = new() { Mean = new double[Dimension], Scale = [.. Enumerable.Repeat(3.0, Dimension)] };

    private static double[,] Covariance()
    {
        var k = new double[Frames, Frames];
        for (var i = 0; i < Frames; i++)
        {
            for (var j = 0; j < Frames; j++)
            {
                k[i, j] = (Math.Min(i, j) + 1.0) / Frames;
            }
        }

        return k;
    }

    private static async Task<double[]> Paths(string? loss, string estimator, int rows)
    {
        var terms = loss is null
            ? []
            : Guided.Terms($$"""{ "kind": "loss", "loss": {{loss}}, {{estimator}} }""", [Frames, 2], normalisation: Metres);
        return await Guided.SampleAsync(new CorrelatedField(Covariance(), 2), terms, new Euler(), Levels, rows);
    }

    [Fact]
    [Trait("Acceptance", "L8")]
    public async Task More_draws_pass_an_obstacle_on_more_likely_paths()
    {
        const string loss = """
            { "kind": "weightedSum", "of": [
                { "kind": "terminal", "target": [4.5, 0] },
                { "kind": "occupancy", "weight": 100, "form": "squared", "steepness": 50, "of": { "kind": "disc", "center": [2.25, 0], "radius": 1 } } ] }
            """;
        var inverse = CorrelatedField.Solve(Covariance(), Unit());
        async Task<(double Objective, double Chi2)> Run(string? l, string estimator, int rows)
        {
            var x = await Paths(l, estimator, rows);
            var (objective, chi2) = (0.0, 0.0);
            for (var row = 0; row < rows; row++)
            {
                var path = x.AsSpan(row * Dimension, Dimension);
                objective += Obstacle(path) / Frames / rows;
                for (var i = 0; i < Frames; i++)
                {
                    for (var j = 0; j < Frames; j++)
                    {
                        chi2 += inverse[i, j] * ((path[2 * i] * path[2 * j]) + (path[(2 * i) + 1] * path[(2 * j) + 1])) / Dimension / rows;
                    }
                }
            }

            return (objective, chi2);
        }

        var baseline = await Run(null, "", 300);
        var point = await Run(loss, "\"estimator\": \"point\"", 300);
        var ten = await Run(loss, "\"samples\": 10", 300);
        var hundred = await Run(loss, "\"samples\": 100", 100);
        Assert.True(hundred.Objective < ten.Objective && ten.Objective < point.Objective && point.Objective < baseline.Objective);
        Assert.InRange(baseline.Objective, 5.5, 7.7);
        Assert.InRange(hundred.Objective, 0, 0.5);
        Assert.InRange(hundred.Chi2, 0, 5);
        Assert.True(point.Chi2 > 3 * hundred.Chi2, $"{point.Chi2} against {hundred.Chi2}");
    }

    // Straight ahead, 4.5 m in 32 frames.
    private static double Target(int frame, int axis) => axis == 0 ? 4.5 * (frame + 1) / Frames : 0;

    private static string Path(double weight, int every) => $$"""
        { "kind": "path", "weight": {{weight.ToString(CultureInfo.InvariantCulture)}},
          "frames": [{{string.Join(",", Waypoints(every))}}], "targets": [{{string.Join(",", Waypoints(every).Select(f => string.Create(CultureInfo.InvariantCulture, $"[{Target(f, 0)},0]")))}}] }
        """;

    private static int[] Waypoints(int every) => [.. Enumerable.Range(0, Frames).Where(f => (f + 1) % every == 0)];

    // The mean of the exact posterior in the model's unit of 3 m, for the loss |y - x|^2 in that unit: K_yy + I/2 turned around, times K.
    private static double[] PosteriorMean(int every)
    {
        var at = Waypoints(every);
        var k = Covariance();
        var (noisy, target) = (new double[at.Length, at.Length], new double[at.Length, 1]);
        for (var i = 0; i < at.Length; i++)
        {
            target[i, 0] = Target(at[i], 0) / 3;
            for (var j = 0; j < at.Length; j++)
            {
                noisy[i, j] = k[at[i], at[j]] + (i == j ? 0.5 : 0);
            }
        }

        var pull = CorrelatedField.Solve(noisy, target);
        return [.. Enumerable.Range(0, Dimension).Select(c => c % 2 == 1 ? 0 : Enumerable.Range(0, at.Length).Sum(i => k[c / 2, at[i]] * pull[i, 0]))];
    }

    private static double MeanError(double[] x, double[] exact)
    {
        var rows = x.Length / Dimension;
        return Math.Sqrt(Enumerable.Range(0, Dimension).Sum(c => Math.Pow(Enumerable.Range(0, rows).Average(row => x[(row * Dimension) + c]) - exact[c], 2)));
    }

    [Fact]
    [Trait("Acceptance", "L9")]
    public async Task Draws_follow_waypoints_with_a_smaller_error_of_the_mean_than_the_point_estimate()
    {
        // The loss is that of the prior's own unit (a ninth of the one in square metres), at four of the frames. Counted in metres and at every
        // frame the draws cannot help: 64 coordinates leave one draw in a hundred with a weight, which is then an arbitrary point, and its
        // pull r e / s^2 is multiplied by up to lambda/2 (lambda = 13, s^2 = 1/18) in a tick, more than a step can take back.
        var exact = PosteriorMean(8);
        var path = Path(1.0 / 9, 8);
        var point = MeanError(await Paths(path, "\"estimator\": \"point\"", 200), exact);
        var ten = MeanError(await Paths(path, "\"samples\": 10", 200), exact);
        var hundred = MeanError(await Paths(path, "\"samples\": 100", 200), exact);
        Assert.True(hundred < ten && ten < point, $"{hundred}, {ten}, {point}");
        Assert.True(hundred <= 0.5 * point, $"{hundred} against {point}");
        Assert.InRange(point, 2.1, 2.8);
    }

    [Fact]
    [Trait("Acceptance", "L9")]
    public void With_every_frame_given_even_infinitely_many_draws_of_unit_width_miss_the_mean_by_more_than_the_point_estimate()
    {
        // The flow is linear, so that the mean follows the mean: x' = D - sigma^2 J (D - y)/(s^2 + r^2), with r = 0 for the point estimate and
        // r^2 = sigma^2/(1 + sigma^2) for draws, whose exact width has lambda sigma^2/(lambda + sigma^2) along each eigenvector of K.
        var exact = PosteriorMean(1);
        double Miss(Func<double, double> width)
        {
            var field = new CorrelatedField(Covariance(), 2);
            var lanes = new LaneBatch(Dimension);
            lanes.Resize(1, withVectorJacobian: true);
            lanes.X.Clear();
            for (var i = 0; i < Levels.Length; i++)
            {
                var sigma = Levels[i];
                lanes.NoiseLevel[0] = sigma;
                field.EvaluateWithVjp(lanes, batch =>
                {
                    for (var c = 0; c < Dimension; c++)
                    {
                        batch.Cotangent[c] = -(batch.Denoised[c] - (Target(c / 2, c % 2) / 3)) / (0.5 + width(sigma));
                    }
                });
                var ratio = i + 1 < Levels.Length ? Levels[i + 1] / sigma : 0;
                for (var c = 0; c < Dimension; c++)
                {
                    var guided = lanes.Denoised[c] + (sigma * sigma * lanes.VectorJacobian[c]);
                    lanes.X[c] = guided + (ratio * (lanes.X[c] - guided));
                }
            }

            return MeanError(lanes.X.ToArray(), exact);
        }

        var point = Miss(_ => 0);
        var draws = Miss(sigma => sigma * sigma / (1 + (sigma * sigma)));
        Assert.InRange(point, 0.3, 0.55);
        Assert.InRange(draws, 0.55, 0.85);
    }

    private static double Obstacle(ReadOnlySpan<double> path)
    {
        var (lastX, lastY) = (3 * path[^2], 3 * path[^1]);
        var sum = ((lastX - 4.5) * (lastX - 4.5)) + (lastY * lastY);
        for (var f = 0; f < Frames; f++)
        {
            var (dx, dy) = ((3 * path[2 * f]) - 2.25, 3 * path[(2 * f) + 1]);
            sum += 100 / (1 + Math.Exp(50 * ((dx * dx) + (dy * dy) - 1)));
        }

        return sum;
    }

    private static double[,] Unit()
    {
        var unit = new double[Frames, Frames];
        for (var i = 0; i < Frames; i++)
        {
            unit[i, i] = 1;
        }

        return unit;
    }
}
