using GenPhys.Contracts;
using GenPhys.Training.Artifacts;
using GenPhys.Training.GenNeg;

namespace GenPhys.Training.Tests.GenNeg;

public sealed class ImportancePathsTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private const int Paths = 20_000;

    // The grid of the diffusion that the ancestral sampler comes from. On one of equal ratios down to 0.002 a few paths of the guided model end just outside of the
    // interval's ends, where the baseline hardly ever goes: their mass, 5 %, is then missing from the mean weight.
    private static readonly DdpmSampler Ancestral = new() { Steps = 50, Schedule = new VpSchedule() };

    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-paths-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(DisplayName = "A8: paths of the baseline, weighted, know the share of valid samples under half the guidance")]
    [Trait("Acceptance", "A8")]
    public async Task Weighted_paths_of_the_baseline_stand_for_the_guided_model()
    {
        await using var service = await OpenAsync();
        var (points, logs) = await service.OnDeviceAsync(model => ImportancePaths.Draw(model, Ancestral, [0], [0.5], 1, Paths, CancellationToken.None));
        var weights = Array.ConvertAll(logs, Math.Exp);
        var inside = points.Select(IsValid).ToArray();
        var alpha = weights.Where((_, i) => inside[i]).Sum() / weights.Sum();
        var effective = weights.Sum() * weights.Sum() / weights.Sum(w => w * w);

        var direct = await service.SampleAsync(
            new SampleRequest { Count = Paths, Seed = 2, Sampler = Ancestral, Guidance = [new ClassifierGuidance { Weight = 0.5 }] });
        var guided = direct.Samples.Count(x => IsValid(x)) / (double)Paths;
        output.WriteLine($"alpha {alpha:F4}, direct {guided:F4}, baseline {inside.Count(v => v) / (double)Paths:F4}, mean weight {weights.Average():F4}, effective {effective / Paths:P1}");
        Assert.True(guided > (inside.Count(v => v) / (double)Paths) + 0.06, "without an effect of guidance there is nothing to weigh");
        Assert.Equal(guided, alpha, 0.02);
        Assert.Equal(1, weights.Average(), 0.05);
        Assert.True(effective >= 0.2 * Paths, $"{effective} of {Paths} count");
    }

    [Theory]
    [InlineData("ddpm")]
    [InlineData("eulerMaruyama")]
    public async Task Paths_towards_the_proposal_itself_are_its_own_samples_and_weigh_nothing(string kind)
    {
        SamplerSpec sampler = kind == "ddpm" ? Ancestral : new EulerMaruyamaSampler { Steps = 20 };
        await using var service = await OpenAsync();
        var (points, logs) = await service.OnDeviceAsync(model => ImportancePaths.Draw(model, sampler, [1], [1], 7, 40, CancellationToken.None));
        var served = await service.SampleAsync(new SampleRequest { Count = 40, Seed = 7, Sampler = sampler });
        Assert.All(logs, log => Assert.Equal(0, log));
        Assert.All(points.Zip(served.Samples), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public async Task A_sampler_whose_steps_have_no_density_is_refused()
    {
        await using var service = await OpenAsync();
        foreach (SamplerSpec sampler in new SamplerSpec[] { new HeunSampler(), new DdimSampler(), new EdmStochasticSampler { SChurn = 10 } })
        {
            var failure = await Assert.ThrowsAsync<GenNegException>(
                () => service.OnDeviceAsync(model => ImportancePaths.Draw(model, sampler, [0], [1], 1, 8, CancellationToken.None)));
            Assert.Contains("ddpm", failure.Message, StringComparison.Ordinal);
        }
    }

    private static bool IsValid(double x) => x is >= -1.5 and <= 1.25;

    private static bool IsValid(float x) => IsValid((double)x);

    private async Task<LocalService> OpenAsync()
    {
        var model = Directory.CreateDirectory(Path.Combine(_folder, "toy", "1")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(model, "model.json"),
            IntervalToy.Manifest.TrimEnd()[..^1] + """, "guidance": [{ "kind": "region", "region": { "kind": "box", "low": [-1.5], "high": [1.25] } }] }""");
        return await LocalService.OpenAsync(_folder, "toy");
    }
}
