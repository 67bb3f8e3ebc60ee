using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;

namespace GenPhys.Inference.Service;

/// <summary>Which points obey a constraint. Its work is the processor's: it runs beside the device, on half of the cores at most.</summary>
/// <param name="limits">What a constraint may cost.</param>
internal sealed class CheckVerb(ConstraintLimits limits)
{
    private const int PointsPerLook = 64;

    private readonly TaskFactory _turns = new(
        new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(1, Environment.ProcessorCount / 2)).ConcurrentScheduler);

    /// <exception cref="GenPhysException">The constraint does not fit the points, or the check costs too much.</exception>
    public Task<ConstraintCheckResponse> RunAsync(ConstraintCheckRequest request, CancellationToken ct) => _turns.StartNew(() => Check(request, ct), ct);

    private ConstraintCheckResponse Check(ConstraintCheckRequest request, CancellationToken ct)
    {
        var points = request.Points;
        var constraint = ConstraintRegistry.Create(request.Constraint, points[0].Length, limits, JsonPointer.Root["constraint"]);
        if (constraint.Cost * points.Count > limits.MaxTotalCost)
        {
            throw new GenPhysException(
                ErrorCode.BudgetExceeded,
                $"One point costs {constraint.Cost:0} with this constraint, and all points together may cost {limits.MaxTotalCost:0}: send {Math.Floor(limits.MaxTotalCost / constraint.Cost):0} points at most.",
                "/points");
        }

        var contains = new bool[points.Count];
        var distances = new double[points.Count];
        for (var i = 0; i < points.Count; i++)
        {
            if (i % PointsPerLook == 0)
            {
                ct.ThrowIfCancellationRequested();
            }

            contains[i] = constraint.Contains(points[i]);
            distances[i] = constraint.Distance(points[i]);
        }

        return new ConstraintCheckResponse { Contains = contains, Distances = distances };
    }
}
