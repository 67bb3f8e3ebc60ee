using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Learning;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Bridges;

/// <summary>Finds the weights that training with a bridge begins with.</summary>
public static class BridgeStart
{
    /// <summary>The weights of the model that a recipe's bridge starts from, with a 0 for whatever reads the bridge.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="repository">The repository that holds the model.</param>
    /// <returns>The weights; null where the recipe has no bridge or starts from noise.</returns>
    /// <exception cref="RecipeException">There is no such model, or it does not fit the recipe.</exception>
    public static SafeTensorsFile? Find(Recipe recipe, string repository)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Bridge is not { StartFrom: { } name } bridge)
        {
            return null;
        }

        var folder = Publication.Newest(repository, name) ?? throw new RecipeException("bridge.startFrom", $"is {name}, which is not in {repository}");
        var manifest = ManifestFile.Read(folder);
        RecipeException.ThrowUnless(
            manifest is { Field: NetworkFieldSpec, Normalisation: null },
            "bridge.startFrom",
            $"is {name}, which is no network for data as they are: name a model that was trained without a bridge");
        var field = (NetworkFieldSpec)manifest.Field;
        RecipeException.ThrowUnless(field.Architecture == recipe.Network, "network", $"differs from that of {name}: make them equal");
        RecipeException.ThrowUnless(manifest.Preconditioning == recipe.Preconditioning, "preconditioning", $"differs from that of {name}: make them equal");
        var weights = SafeTensorsFile.Parse(new ArtifactFiles(folder).Read(field.Weights, "/field/weights"));
        var dimension = manifest.Dimension();
        return WidenedWeights.Of(weights, recipe.Network, dimension, dimension, bridge.Create(recipe, dimension).Columns(dimension));
    }
}
