using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Objectives;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.GenNeg;

/// <summary>Finds the teacher of a distillation.</summary>
public static class Teacher
{
    /// <summary>Binds the teacher that a recipe names; a recipe without one is left as it is.</summary>
    /// <param name="recipe">The recipe; its objective gets the teacher.</param>
    /// <param name="repository">The repository that holds the teacher.</param>
    /// <param name="initial">Weights to begin with, or null.</param>
    /// <returns>The teacher, to be disposed after training; null for none.</returns>
    /// <exception cref="RecipeException">There is no such teacher, or it does not fit the recipe.</exception>
    public static GuidedModel? Bind(ref Recipe recipe, string repository, out SafeTensorsFile? initial)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        initial = null;
        if (recipe.Objective is not DistillationObjective objective)
        {
            return null;
        }

        var folder = Publication.Newest(repository, objective.Teacher)
            ?? throw new RecipeException("objective.teacher", $"is {objective.Teacher}, which is not in {repository}");
        var manifest = ManifestFile.Read(folder);
        RecipeException.ThrowUnless(
            manifest.Normalisation is null, "objective.teacher", $"is {objective.Teacher}, whose data are normalised: a recipe's data are not");
        var teacher = GuidedModel.Load(folder);
        if (objective.StartFromTeacher && manifest.Field is NetworkFieldSpec field)
        {
            RecipeException.ThrowUnless(
                field.Architecture == recipe.Network, "network", $"differs from that of {objective.Teacher}: make them equal, or set objective.startFromTeacher to false");
            initial = SafeTensorsFile.Parse(new ArtifactFiles(folder).Read(field.Weights, "/field/weights"));
        }

        recipe = recipe with { Objective = objective with { Bound = teacher.Guided, Baseline = teacher.Denoiser } };
        return teacher;
    }

    /// <summary>Adds the samples of the teacher that a recipe asks for to its real points.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="data">Its points.</param>
    /// <param name="repository">The repository that holds the teacher.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The points to train on; the held-out ones stay real.</returns>
    public static async Task<DataSplit> AddSamplesAsync(Recipe recipe, DataSplit data, string repository, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(data);
        if (recipe.Objective is not DistillationObjective { TeacherSamples: > 0 and var count } objective)
        {
            return data;
        }

        var service = await LocalService.OpenAsync(repository, objective.Teacher, ct).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            List<double> points = [.. data.Training.Values];
            for (var request = 0; request * SetBuilder.RowsPerRequest < count; request++)
            {
                var rows = Math.Min(SetBuilder.RowsPerRequest, count - (request * SetBuilder.RowsPerRequest));
                var result = await service.SampleAsync(new SampleRequest { Count = rows, Seed = SetBuilder.Seed(recipe.Seed, 0, request) }, ct: ct).ConfigureAwait(false);
                RecipeException.ThrowUnless(
                    result.FailedRows.Count == 0, "objective.teacherSamples", $"holds {result.FailedRows.Count} samples that are not finite: {objective.Teacher} is no teacher");
                points.AddRange(result.Samples.Select(x => (double)x));
            }

            return data with { Training = new PointSet([.. points], data.Training.Dimension) };
        }
    }
}
