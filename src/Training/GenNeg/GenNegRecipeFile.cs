using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.GenNeg;

/// <summary>Reads recipes of Gen-neG.</summary>
public static class GenNegRecipeFile
{
    /// <summary>Reads a recipe and checks every member.</summary>
    /// <param name="path">The JSON file.</param>
    /// <returns>The recipe.</returns>
    /// <exception cref="RecipeException">The file cannot be read, or a member is unknown, missing or out of its range.</exception>
    public static GenNegRecipe Read(string path)
    {
        try
        {
            var recipe = StrictJson.Read(File.ReadAllBytes(path), RecipeJson.GenNegRecipe);
            foreach (var (member, problem) in recipe.Problems())
            {
                throw new RecipeException(member, problem);
            }

            return recipe;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException("", $"the recipe {path} cannot be read: {e.Message}", e);
        }
        catch (GenPhysException e)
        {
            throw new RecipeException(e.Pointer?.TrimStart('/').Replace('/', '.') ?? "", e.Message, e);
        }
    }
}
