using GenPhys.Training.PublishedResults.Flows;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.PublishedResults;

/// <summary>The first steps of the reproductions of trained flows.</summary>
public sealed class FlowStudyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-flows-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(DisplayName = "PD-12: the trainings of diffusion, Poisson and mixed flows follow their golden curves")]
    [Trait("Acceptance", "PD-12")]
    [InlineData("diffusion", 0.88116, 0.79893)]
    [InlineData("poisson", 0.24626, 0.11302)]
    [InlineData("mixed", 186.603, 52.7401)]
    public void The_flows_follow_their_golden_curves(string name, double first, double second) =>
        Follows(PhysicalFlows.Recipes(100).Single(r => r.Name == name) with { Batch = 64 }, first, second);

    [Fact(DisplayName = "PF-14: the training of a Poisson flow on charges follows its golden curve")]
    [Trait("Acceptance", "PF-14")]
    public void Charges_on_a_ring_follow_their_golden_curve() => Follows(TrainedPoissonFlow.Recipe("charges", 0, 100), 0.26494, 0.13571);

    [Fact(DisplayName = "PF-10: the training of a Poisson flow for densities follows its golden curve")]
    [Trait("Acceptance", "PF-10")]
    public void A_mixture_on_the_line_follows_its_golden_curve() => Follows(PoissonDensity.Recipes(100).First(), 0.11907, 0.016588);

    [Fact(DisplayName = "PP-13: the training of a narrow network follows its golden curve")]
    [Trait("Acceptance", "PP-13")]
    public void A_narrow_network_follows_its_golden_curve()
    {
        NarrowNetworks.WritePoints(_folder);
        Follows(NarrowNetworks.Recipe(8, 1000, 0) with { Steps = 100 }, 1046.57, 968.164);
    }

    private void Follows(Recipe recipe, double first, double second)
    {
        var recorder = new Recorder();
        using var run = new TrainingRun(recipe, recipe.Data.Load(_folder), Path.Combine(_folder, "run"), RunStart.New);
        Assert.True(run.Train(recorder, CancellationToken.None));
        Golden.Follows([first, second], recorder);
    }
}
