using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Training.GenNeg;
using GenPhys.Training.LowDensity;
using GenPhys.Training.Potentials;

namespace GenPhys.Training.Recipes;

/// <summary>Reads and writes recipes.</summary>
public static class RecipeFile
{
    /// <summary>Reads a recipe and checks every member.</summary>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="RecipeException">The file cannot be read, or a member is unknown, missing or out of its range.</exception>
    public static Recipe Read(string path) => Read(path, RecipeJson.Recipe, recipe => recipe.Problems());

    /// <summary>Reads the recipe of a stack of classifiers and checks every member.</summary>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="RecipeException">The file cannot be read, or a member is unknown, missing or out of its range.</exception>
    public static GenNegRecipe ReadGenNeg(string path) => Read(path, RecipeJson.GenNegRecipe, recipe => recipe.Problems());

    /// <summary>Reads the recipe of a potential and checks every member.</summary>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="RecipeException">The file cannot be read, or a member is unknown, missing or out of its range.</exception>
    public static PotentialRecipe ReadPotential(string path) => Read(path, RecipeJson.PotentialRecipe, recipe => recipe.Problems());

    /// <summary>Reads the recipe of the parts of low-density guidance and checks every member.</summary>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="RecipeException">The file cannot be read, or a member is unknown, missing or out of its range.</exception>
    public static LowDensityRecipe ReadLowDensity(string path) => Read(path, RecipeJson.LowDensityRecipe, recipe => recipe.Problems());

    /// <summary>Reads a recipe from JSON text and checks every member.</summary>
    /// <param name="utf8">The whole text.</param>
    /// <exception cref="RecipeException">A member is unknown, missing or out of its range.</exception>
    public static Recipe Parse(ReadOnlySpan<byte> utf8) => Parse(utf8, RecipeJson.Recipe, recipe => recipe.Problems());

    /// <summary>Checks the ranges of every member.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <exception cref="RecipeException">The first member that is out of its range.</exception>
    public static void Check(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        Check(recipe.Problems());
    }

    /// <summary>The recipe with every default written out, as JSON.</summary>
    /// <param name="recipe">The recipe.</param>
    public static byte[] Write(Recipe recipe) => Write(recipe, RecipeJson.Recipe);

    /// <summary>A recipe of any kind with every default written out, as JSON.</summary>
    internal static byte[] Write<TRecipe>(TRecipe recipe, JsonTypeInfo<TRecipe> type) => JsonSerializer.SerializeToUtf8Bytes(recipe, type);

    /// <summary>Reads a recipe of any kind and checks it.</summary>
    internal static TRecipe Read<TRecipe>(string path, JsonTypeInfo<TRecipe> type, Func<TRecipe, IEnumerable<(string, string)>> problems)
        where TRecipe : class
    {
        try
        {
            return Parse(File.ReadAllBytes(path), type, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException("", $"the recipe {path} cannot be read: {e.Message}", e);
        }
    }

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

    private static TRecipe Parse<TRecipe>(ReadOnlySpan<byte> utf8, JsonTypeInfo<TRecipe> type, Func<TRecipe, IEnumerable<(string, string)>> problems)
        where TRecipe : class
    {
        try
        {
            var recipe = StrictJson.Read(utf8, type);
            Check(problems(recipe));
            return recipe;
        }
        catch (GenPhysException e)
        {
            throw new RecipeException(e.Pointer?.TrimStart('/').Replace('/', '.') ?? "", e.Message, e);
        }
    }

    private static void Check(IEnumerable<(string Member, string Problem)> problems)
    {
        foreach (var (member, problem) in problems)
        {
            throw new RecipeException(member, problem);
        }
    }
}
