using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Training.Datasets;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Potentials;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Potentials;

public sealed class PotentialRunTests : IDisposable
{
    private static readonly PotentialRecipe Tiny = new()
    {
        Schema = 1,
        Name = "tiny-pairs",
        Seed = 3,
        Field = new GaussianMixtureFieldSpec { Weights = [1], Means = [[0]], StandardDeviations = [1] },
        Process = new EdmProcessSpec(),
        Data = new GaussianMixtureData { Count = 5000, HeldOut = 1, Weights = [1], Means = [[0]], StandardDeviations = [1] },
        Target = new ApartTarget { H = 1 },
        Network = new ResidualMlpArchitecture { Hidden = 64, Blocks = 1, Embedding = 16, EmbeddingScale = 4 },
        Noise = new LogUniformLevels { Low = 0.01, High = 20 },
        LearningRate = new ConstantRate { Rate = 1e-3 },
        Batch = 256,
        Steps = 200,
        CheckpointEvery = 80,
    };

    private static readonly PotentialRecipe Preserving = Tiny with
    {
        Target = new RepulsionTarget { H = 0.5 },
        Form = PairForm.Both,
        Marginals = new MarginalOptions { LearningRate = new ConstantRate { Rate = 1e-3 }, Steps = 100 },
        Steps = 100,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Acceptance", "P8")]
    public void A_short_training_follows_its_golden_curve()
    {
        double[] losses = [0.10346408233046532, 0.09052994698286057, 0.0796541614830494, 0.06968932025134564];
        var stages = new Stages();
        using var run = Start(Tiny, "golden");
        Assert.NotNull(run.Run(Path.Combine(_folder, "models"), false, stages, CancellationToken.None));
        var found = stages.Heard.Of<StepsDone>().Select(e => e.Loss!.Value).ToArray();
        Assert.Equal(losses.Length, found.Length);
        Assert.True(losses.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) < 0.01 * pair.First), string.Join(", ", found));
    }

    [Fact]
    public void A_run_that_was_stopped_in_either_stage_ends_with_the_bits_of_one_left_alone()
    {
        byte[] Weights(string models) => File.ReadAllBytes(Path.Combine(_folder, models, "tiny-pairs", "1", "potential.safetensors"));
        using (var whole = Start(Preserving, "whole"))
        {
            Assert.NotNull(whole.Run(Path.Combine(_folder, "whole-models"), false, new Stages(), CancellationToken.None));
        }

        // At step 50 of the factors; then after their step 100, at step 50 of the potential.
        foreach (var reports in new[] { 1, 2 })
        {
            using var stop = new CancellationTokenSource();
            var seen = 0;
            using var part = Start(Preserving, "parts");
            part.Run(Path.Combine(_folder, "parts-models"), false, new Stages(happening => StopAfter(happening, reports, ref seen, stop)), stop.Token);
            Assert.True(stop.IsCancellationRequested);
        }

        using (var rest = Start(Preserving, "parts"))
        {
            Assert.NotNull(rest.Run(Path.Combine(_folder, "parts-models"), false, new Stages(), CancellationToken.None));
        }

        Assert.Equal(Weights("whole-models"), Weights("parts-models"));
        var refused = Assert.Throws<RecipeException>(() => Start(Preserving with { Batch = 10 }, "parts"));
        Assert.Contains("--fresh", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PairForm.Difference)]
    [InlineData(PairForm.Both)]
    public void The_served_potential_has_the_forces_of_the_trained_one(PairForm form)
    {
        const double sigma = 0.7;
        double[] x = [0.3, -0.2, 1.1, 0.9, -0.4, 0.5], force = new double[6];
        var recipe = (form == PairForm.Both ? Preserving : Tiny) with
        {
            Field = new GaussianMixtureFieldSpec { Weights = [1], Means = [[0, 0]], StandardDeviations = [1] },
            Data = new GaussianMixtureData { Count = 500, HeldOut = 1, Weights = [1], Means = [[0, 0]], StandardDeviations = [1] },
            SetSize = 3,
            Steps = 20,
            Marginals = form == PairForm.Both ? Preserving.Marginals! with { Steps = 20 } : null,
        };
        using var run = Start(recipe, "forces");
        var folder = run.Run(Path.Combine(_folder, "models"), false, new Stages(), CancellationToken.None)!;
        var manifest = ManifestFile.Read(folder);
        using var served = manifest.Potential!.Build(manifest, new ArtifactFiles(folder), null);
        served.AddForces(new ParticleGroup(2, sigma, x, x, [1, 1], force));

        using var scope = NewDisposeScope();
        using var trained = PairPotentialModule.Load(folder);
        var set = tensor(x, [1L, 3, 2], dtype: ScalarType.Float32).requires_grad_();
        trained.call(set, tensor([sigma])).sum().backward();
        var expected = set.grad!.data<float>().ToArray();
        Assert.All(expected.Zip(force), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.NotEqual(0, expected[0], 3);
    }

    [Fact]
    public void Recipes_say_what_does_not_fit()
    {
        Assert.Empty(Tiny.Problems());
        Assert.Empty(Preserving.Problems());
        Assert.Equal("base", Assert.Single((Tiny with { Base = "other" }).Problems()).Member);
        Assert.Equal("form", Assert.Single((Preserving with { Form = PairForm.Difference }).Problems()).Member);
        Assert.Equal("setSize", Assert.Single((Tiny with { SetSize = 1 }).Problems()).Member);
        Assert.Equal("target.h", Assert.Single((Tiny with { Target = new ApartTarget { H = 0 } }).Problems()).Member);
        var missing = Tiny with { Base = "nothing", Field = null, Process = null };
        Assert.Contains("nothing", Assert.Throws<RecipeException>(() => Start(missing, "missing")).Message, StringComparison.Ordinal);
    }

    private static void StopAfter(TrainingEvent happening, int reports, ref int seen, CancellationTokenSource stop)
    {
        if (happening is StepsDone && ++seen == reports)
        {
            stop.Cancel();
        }
    }

    private PotentialRun Start(PotentialRecipe recipe, string name) =>
        new(recipe, Path.Combine(_folder, "base"), Path.Combine(_folder, name), fresh: false, ".");
}
