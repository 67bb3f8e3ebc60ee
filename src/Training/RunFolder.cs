using GenPhys.Training.Checkpoints;
using GenPhys.Training.Recipes;

namespace GenPhys.Training;

/// <summary>The folder of one run: its lock, recipe, checkpoints and logs. One process at a time works in it.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string RecipeName = "recipe.json";
    private readonly FileStream _lock;

    public RunFolder(string path, Recipe recipe)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
        Checkpoints = new CheckpointStore(Path, recipe.Checkpoints.Keep);
        try
        {
            // The system lets go of the lock however the process ends; the file itself may stay.
            _lock = new FileStream(System.IO.Path.Combine(Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new RecipeException("", $"another process is training in {Path}", e);
        }
    }

    public string Path { get; }

    public CheckpointStore Checkpoints { get; }

    /// <summary>Throws where the checkpoints were made with a recipe that would have given other weights or metrics at the same step.</summary>
    public void CheckRecipe(Recipe recipe)
    {
        var file = System.IO.Path.Combine(Path, RecipeName);
        if (!File.Exists(file))
        {
            return;
        }

        var before = RecipeFile.Read(file);
        before = before with
        {
            Steps = recipe.Steps, Description = recipe.Description, Checkpoints = recipe.Checkpoints, Sampler = recipe.Sampler,
        };
        if (RecipeFile.FirstDifference(before, recipe) is { } member)
        {
            throw new RecipeException(member, $"differs from the recipe of the checkpoints in {Path}: restore it, or start over with --fresh");
        }
    }

    /// <summary>Writes down the recipe that the checkpoints belong to.</summary>
    public void WriteRecipe(Recipe recipe)
    {
        var file = System.IO.Path.Combine(Path, RecipeName);
        File.WriteAllBytes(file + ".part", RecipeFile.Write(recipe));
        File.Move(file + ".part", file, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();
}
