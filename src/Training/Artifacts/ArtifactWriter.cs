using System.Security.Cryptography;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Artifacts;

/// <summary>Writes the averaged weights of a run as an artifact: <c>model.json</c> and the file of weights that it names.</summary>
internal static class ArtifactWriter
{
    private const string WeightsName = "weights.safetensors";

    /// <summary>Writes the two files.</summary>
    /// <param name="folder">The artifact's folder, <c>name/version</c>; made when missing.</param>
    /// <param name="run">The run.</param>
    /// <param name="metrics">What was measured; null for none.</param>
    public static void Write(string folder, TrainingRun run, IReadOnlyDictionary<string, double>? metrics)
    {
        Directory.CreateDirectory(folder);
        var weights = run.AveragedWeights().ToArray();
        using (var file = File.Create(Path.Combine(folder, WeightsName)))
        {
            file.Write(weights);
            file.Flush(flushToDisk: true);
        }

        var recipe = run.Recipe;
        var reference = new FileReference { File = WeightsName, Sha256 = Convert.ToHexStringLower(SHA256.HashData(weights)) };
        ManifestFile.Write(folder, new ModelManifest
        {
            Schema = ModelManifest.CurrentSchema,
            Name = recipe.Name,
            Description = recipe.Description,
            Shape = run.Recipe.Data.Shape(run.Data.Training.Dimension),
            Process = recipe.Process,
            Preconditioning = recipe.Preconditioning,
            Field = recipe.Bridge?.Field(recipe.Network, reference) ?? (FieldSpec)new NetworkFieldSpec
            {
                Architecture = recipe.Network,
                Weights = reference,
                ClassCount = recipe.Classes > 0 ? recipe.Classes : null,
            },
            Defaults = recipe.Sampler is null ? null : new DefaultsSpec { Sampler = recipe.Sampler },
            Training = new TrainingSpec
            {
                Recipe = recipe.Name,
                RecipeHash = RecipeFile.Hash(recipe),
                Seed = recipe.Seed,
                DataHash = run.Data.Training.Hash(),
                Steps = run.Step,
                Ema = recipe.EmaDecay,
                Target = recipe.Objective.Target,
                ReferenceBatch = recipe.Objective.ReferenceCount(recipe.Batch) is var n && n > recipe.Batch ? n : null,
                Metrics = metrics,
            },
        });
    }
}
