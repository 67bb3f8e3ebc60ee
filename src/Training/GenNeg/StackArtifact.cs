using System.Security.Cryptography;
using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;

namespace GenPhys.Training.GenNeg;

/// <summary>A trained classifier with what it was trained on.</summary>
/// <param name="Weights">Its averaged weights.</param>
/// <param name="Result">What its iteration found; a stage in the making has alpha and draws only.</param>
internal sealed record StackedClassifier(SafeTensorsFile Weights, StageResult Result);

/// <summary>Writes a model with its stack: the base's own files, and one file of weights a classifier.</summary>
internal static class StackArtifact
{
    /// <summary>Writes the artifact.</summary>
    /// <param name="folder">The artifact's folder, <c>name/version</c>; made when missing.</param>
    /// <param name="baseFolder">The base model's folder.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="stack">The classifiers in order.</param>
    /// <param name="metrics">What was measured; null for none.</param>
    /// <param name="recipeHash">Hash of the recipe.</param>
    public static void Write(
        string folder, string baseFolder, GenNegRecipe recipe, IReadOnlyList<StackedClassifier> stack, IReadOnlyDictionary<string, double>? metrics, string recipeHash)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(baseFolder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        var constraintHash = ConstraintHash.Of(recipe.Constraint);
        var classifiers = new List<ClassifierSpec>();
        for (var k = 0; k < stack.Count; k++)
        {
            var name = $"classifier-{k + 1}.safetensors";
            var bytes = stack[k].Weights.ToArray();
            using (var file = File.Create(Path.Combine(folder, name)))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            classifiers.Add(new NetworkClassifierSpec
            {
                Architecture = recipe.Network,
                Weights = new FileReference { File = name, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) },
                Head = recipe.Head,
                LogitScale = recipe.LogitScale,
                PriorShift = stack[k].Result.PriorShift == 0 ? null : stack[k].Result.PriorShift,
                TimeIndependent = recipe.Balance == ClassBalance.TimeIndependent,
                Alpha = stack[k].Result.Alpha,
                Draws = stack[k].Result.Draws,
                SamplesPerClass = recipe.SamplesPerClass,
                ConstraintHash = constraintHash,
            });
        }

        var manifest = ManifestFile.Read(baseFolder);
        ManifestFile.Write(folder, manifest with
        {
            Name = recipe.Name,
            Version = null,
            Description = recipe.Description ?? manifest.Description,
            Guidance = classifiers,
            Training = manifest.Training is null ? null : manifest.Training with
            {
                Recipe = recipe.Name, RecipeHash = recipeHash, Seed = recipe.Seed, Metrics = metrics,
            },
        });
    }
}
