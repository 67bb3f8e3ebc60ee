using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Random;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Evaluation;
using GenPhys.Training.LowDensity;

namespace GenPhys.Training.Tests.LowDensity;

/// <summary>One class N(0, I): the three measures of rarity along the weights whose figures are tabled.</summary>
[Trait("Category", "Slow")]
public sealed class OneClassTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private const int Rows = 400;
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-tail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Acceptance", "H5")]
    public async Task All_three_measures_rank_the_weights_alike_and_distances_are_as_tabled()
    {
        ManifestFile.Write(Path.Combine(_folder, "normal", "1"), new ModelManifest
        {
            Schema = 1,
            Shape = [2],
            Process = new DdpmProcessSpec(),
            Field = new GaussianMixtureFieldSpec { Weights = [1], Means = [[0, 0]], StandardDeviations = [1] },
        });
        var real = new double[2000];
        Philox.FillNormal(new NoiseKey(31, 0, NoisePurpose.Data), real);
        var neighbours = new Neighbours(real, 2);
        await using var service = await LocalService.OpenAsync(_folder, "normal");
        double[] tabled = [0.137, 0.171, 0.221, 0.468, 1.64], alphas = [0, 0.25, 0.5, 1, 2];
        var seen = new List<(double Hardness, double Distance, double Factor)>();
        foreach (var alpha in alphas)
        {
            var draws = await ClassDraws.FromAsync(
                service, new DdpmSampler { Steps = 1000 }, 1, Rows, 4, conditioned: false, new LowDensitySetting { Alpha = alpha });
            seen.Add((
                Enumerable.Range(0, Rows).Average(i => 0.5 * ((draws[i][0] * draws[i][0]) + (draws[i][1] * draws[i][1]))),
                Enumerable.Range(0, Rows).Average(i => neighbours.MeanDistance(draws[i])),
                Enumerable.Range(0, Rows).Average(i => neighbours.OutlierFactor(draws[i]))));
            output.WriteLine($"{alpha}: {seen[^1]}");
        }

        for (var i = 1; i < alphas.Length; i++)
        {
            Assert.True(seen[i].Hardness > seen[i - 1].Hardness && seen[i].Distance > seen[i - 1].Distance && seen[i].Factor > seen[i - 1].Factor);
        }

        // The same noise without guidance tells how far off these thousand real points and this draw are.
        var off = tabled[0] / seen[0].Distance;
        Assert.Equal(1, off, 0.15);
        for (var i = 1; i < alphas.Length; i++)
        {
            Assert.Equal(tabled[i], seen[i].Distance * off, 0.1 * tabled[i]);
        }
    }
}
