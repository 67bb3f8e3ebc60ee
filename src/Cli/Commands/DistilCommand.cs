using System.CommandLine;
using GenPhys.Training.Objectives;
using GenPhys.Training.Recipes;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys distil</c>: brings a model and its stack of classifiers into one network, and tells how near it came.</summary>
internal static class DistilCommand
{
    public static Command Create() => TrainCommand.Create(
        "distil",
        "Distil a model with its stack of classifiers into one network.",
        recipe => RecipeException.ThrowUnless(
            recipe.Objective is DistillationObjective, "objective.kind", "must be distillation; what has no teacher is made by genphys train"));
}
