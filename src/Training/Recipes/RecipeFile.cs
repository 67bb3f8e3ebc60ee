using System.Security.Cryptography;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;

namespace GenPhys.Training.Recipes;

/// <summary>Reads and writes recipes.</summary>
public static class RecipeFile
{
    /// <summary>Reads a recipe and checks every member.</summary>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="RecipeException">The file cannot be read, or a member is unknown, missing or out of its range.</exception>
    public static Recipe Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException("", $"the recipe {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a recipe from JSON text and checks every member.</summary>
    /// <param name="utf8">The whole text.</param>
    /// <exception cref="RecipeException">A member is unknown, missing or out of its range.</exception>
    public static Recipe Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var recipe = StrictJson.Read(utf8, RecipeJson.Recipe);
            Check(recipe);
            return recipe;
        }
        catch (GenPhysException e)
        {
            throw new RecipeException(e.Pointer?.TrimStart('/').Replace('/', '.') ?? "", e.Message, e);
        }
    }

    /// <summary>Checks the ranges of every member.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <exception cref="RecipeException">The first member that is out of its range.</exception>
    public static void Check(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        foreach (var (member, problem) in recipe.Problems())
        {
            throw new RecipeException(member, problem);
        }
    }

    /// <summary>The recipe with every default written out, as JSON.</summary>
    /// <param name="recipe">The recipe.</param>
    public static byte[] Write(Recipe recipe) => JsonSerializer.SerializeToUtf8Bytes(recipe, RecipeJson.Recipe);

    /// <summary>SHA-256 of <see cref="Write"/>, lower-case hexadecimal: equal for recipes that train the same model.</summary>
    /// <param name="recipe">The recipe.</param>
    public static string Hash(Recipe recipe) => Convert.ToHexStringLower(SHA256.HashData(Write(recipe)));

    /// <summary>The first top-level member in which two recipes differ; null when they train the same model.</summary>
    /// <param name="left">One recipe.</param>
    /// <param name="right">The other.</param>
    public static string? FirstDifference(Recipe left, Recipe right)
    {
        using var one = JsonDocument.Parse(Write(left));
        using var two = JsonDocument.Parse(Write(right));
        var members = one.RootElement.EnumerateObject().Concat(two.RootElement.EnumerateObject()).Select(p => p.Name).Distinct();
        return members.FirstOrDefault(name => Text(one, name) != Text(two, name));

        static string? Text(JsonDocument document, string name) =>
            document.RootElement.TryGetProperty(name, out var value) ? value.GetRawText() : null;
    }
}
