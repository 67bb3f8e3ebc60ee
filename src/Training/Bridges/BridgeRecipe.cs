using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;
using GenPhys.Inference.Guidance.Bridges;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Training.Datasets;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Bridges;

/// <summary>A bridge that a network is trained with: the member <c>bridge</c> of a recipe (Naderiparizi et al. 2025, eqs. 8 and 10 to 12).</summary>
public sealed record BridgeRecipe
{
    /// <summary>How the network uses it: <c>c</c> (told of it), <c>db</c> (it is added) or <c>mbm</c> (both).</summary>
    public required BridgeArchitecture Use { get; init; }

    /// <summary>The bridge, with the members of the guidance of kind <c>bridge</c>; at all levels and without a clip.</summary>
    public required BridgeGuidance Drift { get; init; }

    /// <summary>sigma_d of the factor sigma^2 / sqrt(sigma^2 + sigma_d^2) on the bridge at the network's input, above 0 (default 1).</summary>
    public double SigmaData { get; init; } = 1;

    /// <summary>
    /// Name of a model without a bridge, in the repository that the result goes to, whose weights training begins with; what reads the bridge starts at 0, so that
    /// step 0 is that model, guided where the bridge is added. From noise where null.
    /// </summary>
    public string? StartFrom { get; init; }

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        if (!(SigmaData > 0 && double.IsFinite(SigmaData)))
        {
            yield return ("sigmaData", $"is {SigmaData}, must be finite and above 0");
        }

        if (Drift.Interval is not null || Drift.Clip is not null)
        {
            yield return (Drift.Clip is null ? "drift.interval" : "drift.clip", "has no place in a trained bridge, which acts at all levels and without a clip: leave it out");
        }

        var request = new SampleRequest { Count = 1, Guidance = [Drift] };
        foreach (var violation in SampleRequestValidator.Validate(request, new SampleLimits()))
        {
            yield return ("drift" + violation.Pointer["/guidance/0".Length..].Replace('/', '.'), violation.Detail);
        }
    }

    /// <summary>Why a bridge does not go with the rest of a recipe; null if it does.</summary>
    /// <param name="process">The process.</param>
    /// <param name="preconditioning">The preconditioning.</param>
    public static string? Misfit(GenerativeProcess process, Preconditioner preconditioning)
    {
        ArgumentNullException.ThrowIfNull(process);
        return preconditioning is PoissonFieldPreconditioner ? "is a part of a denoiser, and the preconditioning poissonField does not make one"
            : process.HasBirthAndDeath ? $"is a part of a network, and the process {process.Kind} needs rates of birth and death"
            : null;
    }

    /// <summary>The field of an artifact.</summary>
    /// <param name="network">Shape of the network.</param>
    /// <param name="weights">Its weights.</param>
    public BridgedNetworkFieldSpec Field(Architecture network, FileReference weights) => new()
    {
        Architecture = network,
        Weights = weights,
        Use = Use,
        Bridge = Drift,
        ConstraintHash = ConstraintHash.Of(Drift.To),
        SigmaData = SigmaData,
    };

    /// <summary>The bridge of a recipe for points of a dimension.</summary>
    /// <param name="recipe">The recipe that has this bridge.</param>
    /// <param name="dimension">Coordinates of a point.</param>
    /// <exception cref="RecipeException">The bridge does not fit the points.</exception>
    public TrainedBridge Create(Recipe recipe, int dimension)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var field = Field(recipe.Network, new FileReference { File = "", Sha256 = "" });
        try
        {
            return field.CreateBridge(new ModelManifest { Schema = ModelManifest.CurrentSchema, Shape = [dimension], Process = recipe.Process, Field = field });
        }
        catch (GenPhysException e)
        {
            throw new RecipeException((e.Pointer ?? "").Replace("/field/bridge", "bridge.drift", StringComparison.Ordinal).Replace('/', '.'), e.Message, e);
        }
    }

    /// <summary>Refuses a set that no point is in: there is no bridge to it.</summary>
    /// <param name="points">The training points, whose spread says where to look.</param>
    /// <exception cref="RecipeException">No point was found that satisfies the constraint.</exception>
    public void RequireCommonPoint(PointSet points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var constraint = ConstraintRegistry.Create(Drift.To, points.Dimension, new ConstraintLimits(), JsonPointer.Root["bridge"]["drift"]["to"]);
        var smallest = CommonPoint.SmallestLoss(constraint, points);
        RecipeException.ThrowUnless(
            smallest == 0,
            "bridge.drift.to",
            FormattableString.Invariant(
                $"no point satisfies all of it: from {CommonPoint.Starts} random starts the sum of l falls to {smallest:G3} at best, a distance of {Math.Sqrt(2 * smallest):G3}; there is no bridge to an empty set"));
    }
}
