using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Bridges;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.Bridges;

public sealed class BridgedTrainingTests : IDisposable
{
    private const string Name = "tiny";
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-bridge-").FullName;

    private string Models => Path.Combine(_folder, "models");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(DisplayName = "M11: step 0 of a fine-tuning is the plain model, or the guided one where the bridge is added, bit for bit")]
    [InlineData(BridgeArchitecture.C, true)]
    [InlineData(BridgeArchitecture.C, false)]
    [InlineData(BridgeArchitecture.Db, true)]
    [InlineData(BridgeArchitecture.Mbm, true)]
    [InlineData(BridgeArchitecture.Mbm, false)]
    [Trait("Acceptance", "M11")]
    public async Task Step_0_of_a_fine_tuning_is_the_plain_model_or_the_guided_one(BridgeArchitecture use, bool residual)
    {
        using (var plain = Start(TinyBridge.Create(use: null, residual) with { Steps = 30 }, "plain"))
        {
            Assert.True(plain.Train(new Recorder(), CancellationToken.None));
            await ModelPublisher.PublishAsync(plain, Models, replace: false, CancellationToken.None);
        }

        var recipe = TinyBridge.Create(use, residual, startFrom: Name) with { Name = "bridged" };
        using (var bridged = Start(recipe, "bridged", initial: true))
        {
            await ModelPublisher.PublishAsync(bridged, Models, replace: false, CancellationToken.None);
        }

        var guided = use == BridgeArchitecture.C ? null : new[] { recipe.Bridge!.Drift };
        var wanted = await SampleAsync(Name, guided);
        var found = await SampleAsync("bridged", guidance: null);
        Assert.Equal(wanted, found);
        if (guided is not null)
        {
            // One weight more or less is seen.
            Assert.NotEqual(await SampleAsync(Name, [guided[0] with { Weight = 1.4 }]), found);
        }
    }

    [Theory]
    [InlineData(BridgeArchitecture.C, 2.20504021, 2.18470322, 2.19604205, 2.14405564)]
    [InlineData(BridgeArchitecture.Db, 2.17344149, 2.1470818, 2.17119959, 2.11474144)]
    [InlineData(BridgeArchitecture.Mbm, 2.16225508, 2.14585776, 2.16747558, 2.1128682)]
    public void A_short_training_follows_its_golden_curve(BridgeArchitecture use, double first, double second, double third, double fourth)
    {
        var recorder = new Recorder();
        using var run = Start(TinyBridge.Create(use), "golden");
        Assert.True(run.Train(recorder, CancellationToken.None));
        double[] wanted = [first, second, third, fourth], found = [.. recorder.Of<StepsDone>().Select(e => e.Loss!.Value)];
        Assert.True(wanted.Zip(found).All(pair => Math.Abs(pair.Second - pair.First) <= 0.01 * pair.First), string.Join(", ", found));
    }

    [Theory]
    [InlineData(BridgeArchitecture.C)]
    [InlineData(BridgeArchitecture.Db)]
    [InlineData(BridgeArchitecture.Mbm)]
    public void A_run_that_stops_and_resumes_ends_with_the_bits_of_one_that_does_not(BridgeArchitecture use)
    {
        var recipe = TinyBridge.Create(use) with { Steps = 90 };
        byte[] whole, parts;
        using (var run = Start(recipe, "whole"))
        {
            Assert.True(run.Train(new Recorder(), CancellationToken.None));
            whole = run.AveragedWeights().ToArray();
        }

        using (var run = Start(recipe with { Steps = 50 }, "parts"))
        {
            Assert.True(run.Train(new Recorder(), CancellationToken.None));
        }

        using (var run = Start(recipe, "parts", RunStart.Resume))
        {
            Assert.Equal(50, run.Step);
            Assert.True(run.Train(new Recorder(), CancellationToken.None));
            parts = run.AveragedWeights().ToArray();
        }

        Assert.Equal(whole, parts);
    }

    [Fact]
    public async Task The_artifact_says_what_the_network_was_trained_with_and_another_constraint_is_refused()
    {
        var recipe = TinyBridge.Create(BridgeArchitecture.Mbm) with { Steps = 5 };
        using var run = Start(recipe, "artifact");
        Assert.True(run.Train(new Recorder(), CancellationToken.None));
        var (folder, _) = await ModelPublisher.PublishAsync(run, Models, replace: false, CancellationToken.None);

        var manifest = ManifestFile.Read(folder);
        var field = Assert.IsType<BridgedNetworkFieldSpec>(manifest.Field);
        Assert.Equal(BridgeArchitecture.Mbm, field.Use);
        Assert.Equal(1.5, field.Bridge.Weight);
        Assert.Equal(1, field.Bridge.SigmaData);
        Assert.Equal(0.5, field.SigmaData);
        Assert.Equal(ConstraintHash.Of(TinyBridge.Board), field.ConstraintHash);

        // Moving the board by a cell is another constraint: the weights do not belong to it.
        ManifestFile.Write(folder, manifest with { Field = field with { Bridge = field.Bridge with { To = TinyBridge.Board with { Parity = 1 } } } });
        var refusal = await Assert.ThrowsAsync<GenPhysException>(() => LocalService.OpenAsync(Models, Name));
        Assert.Equal(ErrorCode.ArtifactInvalid, refusal.Code);
        Assert.Equal("/field/constraintHash", refusal.Pointer);
    }

    [Fact]
    public void Constraints_that_contradict_each_other_are_refused_before_the_first_step()
    {
        ConstraintSpec[] apart = [new DiscConstraint { Center = [-1, 0], Radius = 0.5 }, new DiscConstraint { Center = [1, 0], Radius = 0.5 }];
        var refusal = Assert.Throws<RecipeException>(() => Start(To(new IntersectionConstraint { Of = apart }), "apart").Dispose());
        Assert.Equal("bridge.drift.to", refusal.Member);

        // Halfway between the discs each is half a unit away: l = 1/8 + 1/8.
        Assert.Contains("falls to 0.25 at best", refusal.Message, StringComparison.Ordinal);

        // Discs that touch have one point in common.
        Start(To(new IntersectionConstraint { Of = [new DiscConstraint { Center = [-1, 0], Radius = 1.01 }, new DiscConstraint { Center = [1, 0], Radius = 1 }] }), "touching").Dispose();
    }

    [Theory]
    [InlineData("bridge.drift.clip")]
    [InlineData("bridge.drift.interval")]
    [InlineData("bridge.drift.margin")]
    [InlineData("bridge.sigmaData")]
    [InlineData("bridge.drift.to")]
    [InlineData("bridge.startFrom")]
    public void A_bridge_that_does_not_fit_is_refused_with_its_place(string member)
    {
        var recipe = TinyBridge.Create(BridgeArchitecture.Mbm);
        var bridge = recipe.Bridge!;
        bridge = member switch
        {
            "bridge.drift.clip" => bridge with { Drift = bridge.Drift with { Clip = 1 } },
            "bridge.drift.interval" => bridge with { Drift = bridge.Drift with { Interval = [0, 1] } },
            "bridge.drift.margin" => bridge with { Drift = bridge.Drift with { Margin = -1 } },
            "bridge.sigmaData" => bridge with { SigmaData = 0 },
            "bridge.drift.to" => bridge with { Drift = bridge.Drift with { To = new BoxConstraint { Low = [0, 0, 0], High = [1, 1, 1] } } },
            _ => bridge with { StartFrom = "nobody" },
        };
        recipe = recipe with { Bridge = bridge };
        var refusal = Assert.Throws<RecipeException>(() =>
        {
            RecipeFile.Check(recipe);
            Start(recipe, "misfit", initial: true).Dispose();
        });
        Assert.StartsWith(member, refusal.Member, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diffusion_bridge_can_take_the_manual_ones_place()
    {
        var recipe = TinyBridge.Create(BridgeArchitecture.Mbm) with { Steps = 100 };
        recipe = recipe with { Bridge = recipe.Bridge! with { Drift = new BridgeGuidance { To = TinyBridge.Board, Form = BridgeForm.Diffusion } } };
        Assert.Empty(recipe.Problems());
        var recorder = new Recorder();
        using var run = Start(recipe, "diffusion");
        Assert.True(run.Train(recorder, CancellationToken.None));
        var losses = recorder.Of<StepsDone>().Select(e => e.Loss!.Value).ToArray();
        Assert.True(losses[^1] < losses[0], string.Join(", ", losses));
    }

    private static Recipe To(ConstraintSpec constraint)
    {
        var recipe = TinyBridge.Create(BridgeArchitecture.Mbm);
        return recipe with { Bridge = recipe.Bridge! with { Drift = recipe.Bridge.Drift with { To = constraint } } };
    }

    private async Task<float[]> SampleAsync(string model, IReadOnlyList<GuidanceSpec>? guidance)
    {
        await using var service = await LocalService.OpenAsync(Models, model);
        var result = await service.SampleAsync(new SampleRequest { Count = 100, Seed = 3, Sampler = new HeunSampler { Steps = 12 }, Guidance = guidance });
        return result.Samples;
    }

    private TrainingRun Start(Recipe recipe, string name, RunStart start = RunStart.New, bool initial = false) =>
        new(recipe, recipe.Data.Load("."), Path.Combine(_folder, name), start, initial: initial ? BridgeStart.Find(recipe, Models) : null);
}
