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
        var root = Root();
        var recipe = RecipeFile.Read(Path.Combine(root, "recipes", "checkerboard-gen-neg-distilled.json")) with { Steps = 100 };
        recipe = recipe with { Objective = (DistillationObjective)recipe.Objective with { TeacherSamples = 0 } };
        using var teacher = Teacher.Bind(ref recipe, Path.Combine(root, "models"), out var initial);
        using var run = new TrainingRun(recipe, recipe.Data.Load(root), _folder, RunStart.New, initial: initial);
        var recorder = new Recorder();
        Assert.True(run.Train(recorder, CancellationToken.None));
        Golden.Follows(golden, recorder);
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(at.FullName, "models", "checkerboard-gen-neg")))
        {
            at = at.Parent ?? throw new DirectoryNotFoundException("models/checkerboard-gen-neg");
        }

        return at.FullName;
    }
}
