using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation.Metrics;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.Evaluation;

/// <summary>Metrics of a served Gaussian, whose figures have closed forms.</summary>
public sealed class MetricTests : IDisposable
{
    private const double Deviation = 0.5;
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-metrics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_metrics_of_a_Gaussian_are_those_of_its_closed_form()
    {
        var place = Path.Combine(_folder, "gauss", "1");
        Directory.CreateDirectory(place);
        ManifestFile.Write(place, new ModelManifest
        {
            Schema = ModelManifest.CurrentSchema,
            Name = "gauss",
            Shape = [2],
            Process = new EdmProcessSpec(),
            Field = new GaussianMixtureFieldSpec { Weights = [1], Means = [[0, 0]], StandardDeviations = [Deviation] },
        });
        var recipe = TinyRecipe.Create() with
        {
            Data = new GaussianMixtureData { Count = 100, HeldOut = 512, Weights = [1], Means = [[0, 0]], StandardDeviations = [Deviation] },
            Preconditioning = new EdmPreconditioner { SigmaData = Deviation },
            Noise = new LogUniformLevels { Low = 0.002, High = 80 },
        };
        await using var service = await LocalService.OpenAsync(_folder, "gauss");
        var subject = new MetricSubject(service, recipe, recipe.Data.Load("."), new HeunSampler { Steps = 18 }, 512);
        var found = new Dictionary<string, MetricValue>();
        foreach (var metric in Metric.All.Where(metric => metric.Obstacle(subject) is null))
        {
            found.Add(metric.Name, await metric.MeasureAsync(subject, CancellationToken.None));
        }

        Assert.DoesNotContain("infractionRate", found.Keys);

        // The density of the data themselves: the entropy, moved by how far these points are from typical.
        var squares = subject.HeldOut.Values.ToArray().Sum(y => y * y) / 512;
        var exact = -Math.Log(2 * Math.PI * Deviation * Deviation) - (0.5 * squares / (Deviation * Deviation));
        Assert.Equal(exact, found["logLikelihood"].Value, 0.01);

        // For the exact denoiser the bound is tight; 64 levels and one draw of noise at each leave a few hundredths.
        Assert.Equal(exact, found["elbo"].Value, 0.15);

        // lambda E |D - y|^2 = N with sigma_data the deviation of the data: the target of the network has unit variance.
        Assert.Equal(-2, found["reducedElbo"].Value, 0.1);
        Assert.InRange(found["slicedWasserstein"].Value, 0, 0.06);
        Assert.InRange(found["meanDiscrepancy"].Value, -0.01, 0.01);
    }
}
