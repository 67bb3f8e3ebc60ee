using GenPhys.Training.Checkpoints;
using GenPhys.Training.Datasets;
using GenPhys.Training.Learning;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

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

    /// <summary>Makes the folder ready for a run, and writes down its recipe.</summary>
    /// <param name="start">What to do about checkpoints in it.</param>
    /// <param name="recipe">The recipe.</param>
    /// <exception cref="RecipeException">There are checkpoints, and they were not asked for or belong to another recipe.</exception>
    public void Begin(RunStart start, Recipe recipe)
    {
        Checkpoints.ClearParts();
        if (start == RunStart.Fresh)
        {
            Checkpoints.Clear();
        }
        else if (Checkpoints.Any)
        {
            RecipeException.ThrowUnless(
                start == RunStart.Resume, "", $"{Path} holds the checkpoints of an earlier run: go on with --resume or start over with --fresh");
            CheckRecipe(recipe);
        }

        WriteRecipe(recipe);
    }

    /// <summary>Takes a loop to the newest checkpoint, where that was asked for and there is one.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="start">What to do about checkpoints.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="points">The training points.</param>
    /// <exception cref="RecipeException">The checkpoint was made with other points, or is past the last step.</exception>
    public void Restore<TModel>(TrainingLoop<TModel> loop, RunStart start, Recipe recipe, PointSet points)
        where TModel : nn.Module
    {
        if (start != RunStart.Resume || loop.Newest() is not { } checkpoint)
        {
            return;
        }

        var state = checkpoint.State;
        RecipeException.ThrowUnless(state.Data == points.Hash(), "data", $"holds other points than those of the checkpoints in {Path}: start over with --fresh");
        RecipeException.ThrowUnless(state.Step <= recipe.Steps, "steps", $"is {recipe.Steps}, but {state.Step} are done already");
        loop.GoOnFrom(checkpoint);
    }

    /// <summary>Throws where the checkpoints were made with a recipe that would have given other weights or metrics at the same step.</summary>
    private void CheckRecipe(Recipe recipe)
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
    private void WriteRecipe(Recipe recipe)
    {
        var file = System.IO.Path.Combine(Path, RecipeName);
        File.WriteAllBytes(file + ".part", RecipeFile.Write(recipe));
        File.Move(file + ".part", file, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();
}
