using GenPhys.Contracts;
using GenPhys.Inference.Constraints;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>
/// sum_f sigmoid(-k u(p_f)) with u the signed distance to a region, or |p - c|^2 - r^2 for a disc (Song et al. 2023,
/// "Loss-guided diffusion models", eq. 15 and 20).
/// </summary>
public sealed class Occupancy : Loss
{
    private readonly Trajectory _trajectory;
    private readonly Region _region;
    private readonly DiscConstraint? _disc;
    private readonly double _steepness;

    private Occupancy(Trajectory trajectory, Region region, DiscConstraint? disc, double steepness) =>
        (_trajectory, _region, _disc, _steepness) = (trajectory, region, disc, steepness);

    /// <inheritdoc/>
    public override double Operations => _trajectory.Frames * (40 + (10 * _region.Cost));

    /// <inheritdoc/>
    public override bool IsSmooth => _disc is not null || _region.IsSmooth(double.PositiveInfinity);

    internal static Occupancy Create(OccupancyLoss spec, LossContext context)
    {
        var trajectory = Trajectory.Of(context.Manifest.Shape, spec.Columns, context);
        var constraint = ConstraintRegistry.Create(spec.Of, trajectory.Columns.Length, context.Limits, context.At["of"]);
        if (constraint is not Region region)
        {
            throw new GenPhysException(
                ErrorCode.UnsupportedCombination, "Occupancy is of a region of positions; use distance for scenes and sequences.", context.At["of"]["kind"].ToString());
        }

        return spec.Form == OccupancyForm.Squared && spec.Of is not DiscConstraint
            ? throw new GenPhysException(
                ErrorCode.UnsupportedCombination, "The squared form is that of a disc; use sdf for other regions.", context.At["form"].ToString())
            : new Occupancy(trajectory, region, spec.Form == OccupancyForm.Squared ? (DiscConstraint)spec.Of : null, spec.Steepness ?? 50)
            {
                Weight = spec.Weight ?? 1,
            };
    }

    /// <inheritdoc/>
    protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient)
    {
        var axes = _trajectory.Columns.Length;
        Span<double> work = stackalloc double[2 * Math.Min(axes, 64)];
        work = axes > 64 ? new double[2 * axes] : work;
        var p = work[..axes];
        var slope = work[axes..];
        var sum = 0.0;
        for (var f = 0; f < _trajectory.Frames; f++)
        {
            for (var axis = 0; axis < axes; axis++)
            {
                p[axis] = x[_trajectory.Index(f, axis)];
            }

            var u = _disc is null ? _region.SignedDistance(p, slope) : Squared(_disc, p, slope);
            var e = Math.Exp(-_steepness * Math.Abs(u));
            var inside = u >= 0 ? e / (1 + e) : 1 / (1 + e);
            sum += inside;

            // d sigmoid(-k u) = -k s (1 - s) du, and 1 - s = 1/(1 + e) or e/(1 + e) without cancellation.
            var pull = -factor * _steepness * e / ((1 + e) * (1 + e));
            for (var axis = 0; axis < axes; axis++)
            {
                gradient[_trajectory.Index(f, axis)] += pull * slope[axis];
            }
        }

        return sum;
    }

    private static double Squared(DiscConstraint disc, ReadOnlySpan<double> p, Span<double> slope)
    {
        var u = -disc.Radius * disc.Radius;
        for (var axis = 0; axis < p.Length; axis++)
        {
            var off = p[axis] - disc.Center[axis];
            u += off * off;
            slope[axis] = 2 * off;
        }

        return u;
    }
}
