using System.Collections.Frozen;
using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>Makes the loss that a specification names. A new kind is one file, its record in the contracts and one line here.</summary>
public static class LossRegistry
{
    private static readonly FrozenDictionary<Type, Func<LossSpec, LossContext, Loss>> Factories =
        new Dictionary<Type, Func<LossSpec, LossContext, Loss>>
        {
            [typeof(DistanceLoss)] = (spec, context) => Distance.Create((DistanceLoss)spec, context),
            [typeof(OccupancyLoss)] = (spec, context) => Occupancy.Create((OccupancyLoss)spec, context),
            [typeof(WaypointLoss)] = (spec, context) => Waypoints.Create((WaypointLoss)spec, context),
            [typeof(PathLoss)] = (spec, context) => Waypoints.Create((PathLoss)spec, context),
            [typeof(TerminalLoss)] = (spec, context) => Waypoints.Create((TerminalLoss)spec, context),
            [typeof(SmoothnessLoss)] = (spec, context) => Smoothness.Create((SmoothnessLoss)spec, context),
            [typeof(LinearLoss)] = (spec, context) => LinearMeasurement.Create((LinearLoss)spec, context),
            [typeof(LogisticLoss)] = (spec, context) => Logistic.Create((LogisticLoss)spec, context),
            [typeof(LabelLoss)] = (spec, context) => Label.Create((LabelLoss)spec, context),
            [typeof(WeightedSumLoss)] = (spec, context) => WeightedSum.Create((WeightedSumLoss)spec, context),
        }.ToFrozenDictionary();

    /// <summary>The loss of a specification.</summary>
    /// <param name="spec">The specification, checked.</param>
    /// <param name="context">The model it is for.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="GenPhysException">It does not fit the model's samples.</exception>
    public static Loss Create(LossSpec spec, LossContext context)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        return Factories[spec.GetType()](spec, context);
    }
}
