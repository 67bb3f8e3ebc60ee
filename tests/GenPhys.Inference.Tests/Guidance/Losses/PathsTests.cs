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
