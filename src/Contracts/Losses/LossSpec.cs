using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>A differentiable loss of a clean sample, in data units.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DistanceLoss), "distance")]
[JsonDerivedType(typeof(OccupancyLoss), "occupancy")]
[JsonDerivedType(typeof(WaypointLoss), "waypoint")]
[JsonDerivedType(typeof(PathLoss), "path")]
[JsonDerivedType(typeof(TerminalLoss), "terminal")]
[JsonDerivedType(typeof(SmoothnessLoss), "smoothness")]
[JsonDerivedType(typeof(LinearLoss), "linear")]
[JsonDerivedType(typeof(LogisticLoss), "logistic")]
[JsonDerivedType(typeof(LabelLoss), "label")]
[JsonDerivedType(typeof(WeightedSumLoss), "weightedSum")]
public abstract record LossSpec
{
    /// <summary>Factor on the loss, 0 or more; 1 by default.</summary>
    public double? Weight { get; init; }

    /// <summary>Adds what is wrong with the values.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="at">Where this object stands in the request.</param>
    internal virtual void Check(Violations found, JsonPointer at) => found.AtLeast(Weight, 0, at["weight"]);
}
