using GenPhys.Contracts;
using GenPhys.Inference.Guidance.Particles;
using GenPhys.Training.PublishedResults;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.Potentials;

/// <summary>The trained potentials that ship, against what is known in closed form.</summary>
[Trait("Category", "Slow")]
public sealed class ShippedPairsTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly SamplerSpec Flow = new HeunSampler { Steps = 40 };

    [Fact]
    [Trait("Acceptance", "P8")]
    public async Task The_learned_potential_is_near_the_exact_one_and_pairs_follow_the_prescribed_law()
    {
        foreach (var t in new[] { 0.05, 0.2, 0.5, 1, 2, 5 })
        {
            var error = PotentialMeasurements.NormalPairsError(Repository.Model("normal-pairs"), t);
            output.WriteLine($"{t}: {error:G3}");
            Assert.InRange(error, 0, 0.015);
        }

        var pairs = await PotentialMeasurements.PairsAsync(Repository.Models, "normal-pairs", 3000, Flow);
        var distance = pairs.Average(p => Math.Pow(p.First - p.Second, 2));
        output.WriteLine($"E d^2 = {distance:G5}");

        // Beside the 3 %, three standard errors of the draw; independent pairs have 2.
        var error2 = Math.Sqrt(pairs.Average(p => Math.Pow(p.First - p.Second, 4)) - (distance * distance)) / Math.Sqrt(pairs.Length);
        Assert.Equal(3.2944, distance, (0.03 * 3.2944) + (2 * error2));
        Assert.Equal(0.0381, pairs.Average(p => Math.Abs(p.First - p.Second) < 0.5 ? 1.0 : 0), 0.012);
    }

    [Fact]
    [Trait("Acceptance", "P9")]
    public async Task Learned_factors_keep_the_law_of_a_single_sample_while_pairs_differ_more_often()
    {
        // Two points with the kernel within the modes, exp(-E exp(-d^2 / h)), and none between them.
        var same = Math.Exp(-1 / Math.Sqrt(1 + (4 * 0.05 * 0.05 / 0.5)));
        var gamma = MarginalScaling.Pairs([0.8, 0.2], [[same, 1], [1, same]]);
        var exact = 2 * 0.8 * 0.2 * gamma[0] * gamma[1];
        Assert.Equal(0.3836, exact, 0.003);
        var (share, differ) = PotentialMeasurements.Modes(await PotentialMeasurements.PairsAsync(Repository.Models, "two-modes-pairs", 3000, Flow));
        output.WriteLine($"share {share:G4}, differ {differ:G4}");
        Assert.Equal(0.8, share, 0.02);
        Assert.Equal(exact, differ, 0.025);
    }
}
