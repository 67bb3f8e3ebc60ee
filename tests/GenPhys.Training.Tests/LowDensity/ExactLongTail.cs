using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.LowDensity;

namespace GenPhys.Training.Tests.LowDensity;

/// <summary>
/// The long tail as an exact field, with the Gaussians of its classes and a synthetic law that is half as wide again as the real one. The ring is 48 Gaussians, whose
/// sum is round to 2e-5.
/// </summary>
internal static class ExactLongTail
{
    public static readonly LongTailData Law = new() { Count = 3000, HeldOut = 6000 };

    public static readonly SamplerSpec Sampler = new DdimSampler
    {
        Steps = 100, Eta = 1, Schedule = new EdmSchedule { SigmaMin = 0.01, SigmaMax = 80, Rho = 7 },
    };

    public static async Task<LocalService> OpenAsync(string root)
    {
        var (weights, means, deviations, classes) = (new List<double>(), new List<double[]>(), new List<double>(), new List<int>());
        for (var k = 0; k < 3; k++)
        {
            Add((1 - Law.RingShare) / 3, k / 3.0, Law.CornerRadius, Law.CornerDeviation, k);
            for (var i = 0; i < 16; i++)
            {
                Add(Law.RingShare / 48, (k / 3.0) - (1 / 6.0) + ((i + 0.5) / 48), Law.RingRadius, Law.RingDeviation, k);
            }
        }

        var gaussians = Enumerable.Range(0, 3).Select(k => Moments([.. Enumerable.Range(0, classes.Count).Where(i => classes[i] == k)], 1)).ToList();
        int[] all = [.. Enumerable.Range(0, classes.Count)];
        ManifestFile.Write(Path.Combine(root, "exact", "1"), new ModelManifest
        {
            Schema = 1,
            Shape = [2],
            Process = new EdmProcessSpec(),
            Field = new GaussianMixtureFieldSpec { Weights = [.. weights], Means = [.. means], StandardDeviations = [.. deviations], Classes = [.. classes] },
            Hardness = new HardnessSpec { Levels = [new HardnessLevelSpec { Classes = gaussians, Real = Moments(all, 1), Synthetic = Moments(all, 1.5) }] },
        });
        return await LocalService.OpenAsync(root, "exact");

        void Add(double weight, double turns, double radius, double deviation, int label)
        {
            weights.Add(weight);
            means.Add([radius * Math.Cos(2 * Math.PI * turns), radius * Math.Sin(2 * Math.PI * turns)]);
            deviations.Add(deviation);
            classes.Add(label);
        }

        GaussianSpec Moments(int[] parts, double widening)
        {
            var mass = parts.Sum(i => weights[i]);
            double[] mean = [.. Enumerable.Range(0, 2).Select(j => parts.Sum(i => weights[i] * means[i][j]) / mass)];
            double Covariance(int a, int b) =>
                widening * parts.Sum(i => weights[i] * (((means[i][a] - mean[a]) * (means[i][b] - mean[b])) + (a == b ? deviations[i] * deviations[i] : 0))) / mass;
            return new GaussianSpec { Mean = mean, Covariance = [[Covariance(0, 0), Covariance(0, 1)], [Covariance(0, 1), Covariance(1, 1)]] };
        }
    }

    public static Task<ClassDraws> DrawAsync(LocalService service, int count, double alpha, double beta = 0) =>
        ClassDraws.FromAsync(service, Sampler, 3, count, 11, conditioned: true, new LowDensitySetting { Alpha = alpha, Beta = beta });
}
