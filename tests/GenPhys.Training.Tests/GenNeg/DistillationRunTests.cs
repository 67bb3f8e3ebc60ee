using GenPhys.Training.GenNeg;
using GenPhys.Training.Objectives;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.GenNeg;

public sealed class DistillationRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-student-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_short_training_of_the_shipped_student_follows_its_golden_curve()
    {
        double[] golden = [0.009116, 0.0082394];
        var recipe = RecipeFile.Read(Path.Combine(Repository.Recipes, "checkerboard-gen-neg-distilled.json")) with { Steps = 100 };
        recipe = recipe with { Objective = (DistillationObjective)recipe.Objective with { TeacherSamples = 0 } };
        using var teacher = Teacher.Bind(ref recipe, Repository.Models, out var initial);
        using var run = new TrainingRun(recipe, recipe.Data.Load(Repository.Root), _folder, RunStart.New, initial: initial);
        var recorder = new Recorder();
        Assert.True(run.Train(recorder, CancellationToken.None));
        Golden.Follows(golden, recorder);
    }
}
