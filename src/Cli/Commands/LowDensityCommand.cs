using System.CommandLine;
using GenPhys.Training.LowDensity;
using GenPhys.Training.Recipes;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys low-density</c>: gives a model the features and Gaussians of low-density guidance.</summary>
internal static class LowDensityCommand
{
    public static Command Create() => StagedCommand.Create(
        "low-density",
        "Give a model what low-density guidance needs: a feature extractor, and Gaussians of its features.",
        async (options, observer, stop) =>
        {
            var recipe = RecipeFile.ReadLowDensity(options.Recipe);
            using var run = new LowDensityRun(recipe, options.Models, Path.Combine(options.Work, recipe.Name), options.Fresh, options.RecipeFolder);
            return await run.RunAsync(options.Models, options.Replace, observer, stop).ConfigureAwait(false);
        });
}
