using GenPhys.Contracts;
using GenPhys.Inference.Guidance.LowDensity;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Training.Datasets;
using GenPhys.Training.LowDensity;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.LowDensity;

public sealed class LowDensityRunTests : IDisposable
{
    private static readonly LowDensityRecipe Tiny = new()
    {
        Schema = 1,
        Name = "tiny-rare",
        Seed = 3,
        Base = "exact",
        Data = new LongTailData { Count = 600, HeldOut = 300 },
        Features = 4,
        Network = new ResidualMlpArchitecture { Hidden = 32, Blocks = 1, Embedding = 8, EmbeddingScale = 4 },
        Noise = new LogUniformLevels { Low = 0.02, High = 40 },
        LearningRate = new ConstantRate { Rate = 2e-3 },
        Batch = 128,
        Steps = 150,
        CheckpointEvery = 60,
        Sampler = new DdimSampler { Steps = 20, Eta = 1 },
        Measure = new Dictionary<string, LowDensitySetting> { ["guided"] = new() { Alpha = 1, Beta = 0.5 } },
        MeasureSamples = 150,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-tail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_follows_its_golden_curve_and_one_that_was_stopped_ends_with_the_same_bits()
    {
        double[] losses = [0.9559548902511597, 0.7837300026416778, 0.7148195910453796];
        await using (await ExactLongTail.OpenAsync(Path.Combine(_folder, "models")))
        {
        }

        var stages = new Stages();
        using (var whole = Start(Tiny, "whole"))
        {
            var (folder, metrics) = (await whole.RunAsync(Path.Combine(_folder, "one"), false, stages, CancellationToken.None))!.Value;
            Assert.Equal(["guidedDistance", "guidedHardness", "guidedOutlierFactor", "realDistance", "realHardness"], metrics.Keys);
            var manifest = ManifestFile.Read(folder);
            Assert.Equal(25, manifest.Hardness!.Levels.Count);
            Assert.All(manifest.Hardness.Levels, level => Assert.True(level is { Classes.Count: 3, Real: not null, Synthetic: not null }));
        }

        using (var stop = new CancellationTokenSource())
        {
            using var part = Start(Tiny, "parts");
            var act = new Stages(happening =>
            {
                if (happening is StepsDone { Step: 100 })
                {
                    stop.Cancel();
                }
            });
            Assert.Null(await part.RunAsync(Path.Combine(_folder, "two"), false, act, stop.Token));
        }

        using (var rest = Start(Tiny, "parts"))
        {
            Assert.NotNull(await rest.RunAsync(Path.Combine(_folder, "two"), false, new Stages(), CancellationToken.None));
        }

        foreach (var file in new[] { "extractor.safetensors", "model.json" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "one", "tiny-rare", "1", file)), File.ReadAllBytes(Path.Combine(_folder, "two", "tiny-rare", "1", file)));
        }

        var found = stages.Heard.Of<StepsDone>().Select(e => e.Loss!.Value).ToArray();
        Assert.True(losses.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) < 0.01 * pair.First), string.Join(", ", found));
    }

    [Fact]
    public void Gaussians_have_the_moments_of_their_cloud_with_the_shrinkage_on_the_diagonal()
    {
        // Variances 4/3 and 4/3, covariance 4/3: the points lie on a line, and only the shrinkage makes the covariance definite.
        var fit = GaussianFit.Of([0, 1, 2, 3, 2, 3, 0, 1], 2, 0.05);
        Assert.Equal([1, 2], fit.Mean);
        Assert.Equal(4.0 / 3 * 1.05, fit.Covariance![0][0], 1e-12);
        Assert.Equal(4.0 / 3, fit.Covariance[0][1], 1e-12);
        Assert.True(double.IsFinite(new FeatureGaussian(fit.Mean, fit.Covariance).Hardness([0, 0], new double[2])));

        // Classes of too few points share what spreads within them: 2 for one, 8 for the other, over 4 - 2 degrees.
        var classes = GaussianFit.OfClasses([0, 2, 10, 14], [0, 0, 1, 1], 2, 1, 0);
        Assert.Equal([1, 12], classes.Select(c => c.Mean[0]));
        Assert.All(classes, c => Assert.Equal(5, c.Covariance![0][0], 1e-12));
    }

    [Fact]
    public void Recipes_say_what_does_not_fit()
    {
        Assert.Empty(Tiny.Problems());
        Assert.Equal("data", Assert.Single((Tiny with { Data = new RingsData() }).Problems()).Member);
        Assert.Equal("levels.low", Assert.Single((Tiny with { Levels = new LevelGrid { Low = 50 } }).Problems()).Member);
        Assert.Equal("name", Assert.Single((Tiny with { Base = "tiny-rare" }).Problems()).Member);
        Assert.Contains("nothing", Assert.Throws<RecipeException>(() => Start(Tiny with { Base = "nothing" }, "missing")).Message, StringComparison.Ordinal);
    }

    private LowDensityRun Start(LowDensityRecipe recipe, string name) =>
        new(recipe, Path.Combine(_folder, "models"), Path.Combine(_folder, name), fresh: false, ".");
}
