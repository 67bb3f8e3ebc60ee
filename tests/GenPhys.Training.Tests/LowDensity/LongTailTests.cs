using GenPhys.Contracts;
using GenPhys.Inference.Random;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.LowDensity;

namespace GenPhys.Training.Tests.LowDensity;

/// <summary>Low-density guidance of the long tail, on its exact field.</summary>
[Trait("Category", "Slow")]
public sealed class LongTailTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private static readonly DataSplit Data = ExactLongTail.Law.Load(".");
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-tail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Acceptance", "H8")]
    public async Task Rare_samples_become_common_keep_their_law_and_cost_less_the_rarer_they_are()
    {
        await using var service = await ExactLongTail.OpenAsync(_folder);
        var rarity = new Rarity(Data.Training, 3);
        var before = await Report(0, 0);
        Assert.InRange(before.RingShare, 0.08, 0.12);
        var strong = await Report(0.75, 0);
        Assert.True(strong.RingShare >= 3 * before.RingShare);
        
        // A few hundred points know the discrepancy no better than its floor.
        Assert.True(strong.RingDiscrepancy <= 2 * Math.Max(before.RingDiscrepancy, before.RingFloor), $"{strong.RingDiscrepancy} against {before.RingDiscrepancy}");
        double[] ratios = [.. before.Cost.Zip(strong.Cost, (b, s) => b / s)];
        Assert.True(ratios[^1] >= 2, string.Join(", ", ratios));
        Assert.Equal(ratios.Order(), ratios);

        async Task<LongTailReport> Report(double alpha, double beta)
        {
            var report = LongTailReport.Of(
                await ExactLongTail.DrawAsync(service, 3000, alpha, beta), ExactLongTail.Law, Data.HeldOut, (points, labels) => rarity.Hardness(points, labels));
            output.WriteLine($"alpha {alpha}, beta {beta}: {report}; cost {string.Join(", ", report.Cost.Select(c => c.ToString("G4")))}");
            return report;
        }
    }

    [Fact]
    [Trait("Acceptance", "H7")]
    public async Task The_force_to_real_samples_brings_strays_back_and_leaves_samples_rarer_than_without_guidance()
    {
        await using var service = await ExactLongTail.OpenAsync(_folder);
        var rarity = new Rarity(Data.Training, 3);
        LongTailReport Report(ClassDraws draws) => LongTailReport.Of(draws, ExactLongTail.Law, Data.HeldOut, (points, labels) => rarity.Hardness(points, labels));
        var (unguided, without, with) = (
            Report(await ExactLongTail.DrawAsync(service, 3000, 0)),
            Report(await ExactLongTail.DrawAsync(service, 3000, 2)),
            Report(await ExactLongTail.DrawAsync(service, 3000, 2, 1)));
        output.WriteLine($"{unguided}\n{without}\n{with}");

        // At a length of 2, where one sample in eight strays; at 1 only one in fifty does, which is near the one in a hundred of the law itself.
        Assert.True(without.FarShare > 0.1);
        Assert.True(with.FarShare <= 0.5 * without.FarShare, $"{with.FarShare} against {without.FarShare}");
        Assert.True(with.Hardness > unguided.Hardness + 1);
    }

    [Fact]
    [Trait("Acceptance", "H10")]
    public async Task Samples_of_the_exact_law_are_no_copies_and_copies_are_found()
    {
        await using var service = await ExactLongTail.OpenAsync(_folder);
        var rarity = new Rarity(Data.Training, 3);
        var real = rarity.Hardness(Data.HeldOut.Values, Data.HeldOut.Labels!);
        var edges = HardnessBands.Percentiles(real, 50, 90);
        IReadOnlyList<MemorisationBand> Judge(double[] points, int[] labels) => Memorisation.Judge(
            points, rarity.Hardness(points, labels), Data.HeldOut.Values, real, rarity.Neighbours, 2, edges);
        foreach (var alpha in new[] { 0, 0.5 })
        {
            // The flow without guidance: a hundred ancestral steps draw the tight Gaussians a little too tight.
            var draws = alpha == 0
                ? await ClassDraws.FromAsync(service, new HeunSampler { Steps = 40 }, 3, 6000, 11, conditioned: true)
                : await ExactLongTail.DrawAsync(service, 6000, alpha);
            var bands = Judge(draws.Points, draws.Labels);
            output.WriteLine($"{alpha}\n{string.Join("\n", bands)}");
            Assert.Equal(3, bands.Count);
            Assert.All(bands, band => Assert.True(band.Passes, band.ToString()));
        }

        var noise = new double[Data.Training.Values.Length];
        Philox.FillNormal(new NoiseKey(9, 0, NoisePurpose.Data), noise);
        var copies = Judge([.. Data.Training.Values.ToArray().Zip(noise, (x, z) => x + (0.01 * z))], [.. Data.Training.Labels!]);
        output.WriteLine(string.Join("\n", copies));
        Assert.Contains(copies, band => !band.Passes);
        Assert.False(copies[^1].Passes);
    }
}
