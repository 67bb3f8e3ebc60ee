using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Bridges;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.Bridges;

/// <summary>The normal law cut off at 1/2, after a part of the steps that its reproduction makes.</summary>
public sealed class HalfLineTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private const int Samples = 8192;
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-half-line-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(DisplayName = "M9: a network with the bridge in place hardly leaves the half-line, where a plain one does, and its loss is no worse")]
    [Trait("Acceptance", "M9")]
    [Trait("Category", "Slow")]
    public async Task A_network_with_the_bridge_in_place_hardly_leaves_the_half_line()
    {
        var (plainRate, plainLoss, _) = await TrainAsync(use: null);
        var (rate, loss, distance) = await TrainAsync(BridgeArchitecture.Mbm);
        output.WriteLine($"plain: {plainRate:G3} outside, loss {plainLoss:G5}; MBM: {rate:G3} outside, loss {loss:G5}, Kolmogorov {distance:G3}");
        Assert.True(plainRate > 0.005, $"{plainRate}");
        Assert.True(rate <= 0.0005, $"{rate}");
        Assert.True(loss <= 1.02 * plainLoss, $"{loss} and {plainLoss}");
        Assert.True(distance <= 0.06, $"{distance}");
    }

    private async Task<(double Rate, double Loss, double Distance)> TrainAsync(BridgeArchitecture? use)
    {
        var recipe = HalfLineReproduction.Recipe(use) with { Steps = 1500 };
        recipe = recipe with { Evaluation = recipe.Evaluation with { Every = recipe.Steps } };
        using var run = new TrainingRun(recipe, recipe.Data.Load("."), Path.Combine(_folder, recipe.Name), RunStart.New);
        Assert.True(run.Train(new Recorder(), CancellationToken.None));
        await using var service = await ModelPublisher.StageAsync(run, CancellationToken.None);
        var result = await service.SampleAsync(new SampleRequest { Count = Samples, Seed = 0, Sampler = new HeunSampler { Steps = 40 } });
        Assert.Empty(result.FailedRows);
        double[][] rows = [.. result.Samples.Select(x => new double[] { x })];
        return (HalfLineReproduction.Outside(rows), run.LastEvaluation!.HeldOutLoss!.Value, HalfLineReproduction.Kolmogorov(rows));
    }
}
