using System.CommandLine;
using GenPhys.Training.Potentials;
using GenPhys.Training.Recipes;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys potential</c>: gives a model the joint potential of particle guidance.</summary>
internal static class PotentialCommand
{
    public static Command Create() => StagedCommand.Create(
        "potential",
        "Give a model a learned potential, by which the samples of a group keep apart (particle guidance).",
        (options, observer, stop) =>
        {
            var recipe = RecipeFile.ReadPotential(options.Recipe);
            using var run = new PotentialRun(recipe, options.Models, Path.Combine(options.Work, recipe.Name), options.Fresh, options.RecipeFolder);
            (string, IReadOnlyDictionary<string, double>)? published = run.Run(options.Models, options.Replace, observer, stop) is { } folder
                ? (folder, new Dictionary<string, double>())
                : null;
            return Task.FromResult(published);
        });
}
