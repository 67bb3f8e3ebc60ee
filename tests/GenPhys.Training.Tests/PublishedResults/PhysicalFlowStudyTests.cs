using GenPhys.Training.PublishedResults.Flows;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.PublishedResults;

/// <summary>The first steps of the reproduction PD-12.</summary>
public sealed class PhysicalFlowStudyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-flows-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(DisplayName = "PD-12: the trainings of diffusion, Poisson and mixed flows follow their golden curves")]
    [Trait("Acceptance", "PD-12")]
    [InlineData("diffusion", 0.8372, 0.7944)]
    [InlineData("poisson", 0.4298, 0.2765)]
    [InlineData("mixed", 249.8975, 76.7514)]
    public void The_flows_follow_their_golden_curves(string name, double first, double second)
    {
        var recorder = new Recorder();
        var recipe = PhysicalFlows.Recipes(100).Single(r => r.Name == name);
        using var run = new TrainingRun(recipe, recipe.Data.Load("."), _folder, RunStart.New);
        Assert.True(run.Train(recorder, CancellationToken.None));

        double[] found = [.. recorder.Of<StepsDone>().Select(done => done.Loss!.Value)];
        Assert.True(Math.Abs(found[0] - first) <= 0.01 * first && Math.Abs(found[1] - second) <= 0.01 * second, $"{found[0]:F4}, {found[1]:F4}");
    }
}
