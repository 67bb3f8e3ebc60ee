using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>
/// sum_f |y_f - p_f|^2 over some frames (Song et al. 2023, "Loss-guided diffusion models", eq. 14): one waypoint, a path, or
/// the last position.
/// </summary>
/// <param name="indices">Coordinates of the sample, <c>[n]</c>.</param>
/// <param name="targets">Their targets, <c>[n]</c>.</param>
public sealed class Waypoints(int[] indices, double[] targets) : Loss
{
    /// <inheritdoc/>
    public override double Operations => 6.0 * indices.Length;

    internal static Waypoints Create(WaypointLoss spec, LossContext context)
    {
        var trajectory = Trajectory.Of(context.Manifest.Shape, spec.Columns, context);
        return spec.Frame < trajectory.Frames
            ? Create(trajectory, [spec.Frame], [spec.Target], "target", spec, context)
            : throw context.Mismatch("frame", $"The model's samples have {trajectory.Frames} frames; there is no frame {spec.Frame}.");
    }

    internal static Waypoints Create(TerminalLoss spec, LossContext context)
    {
        var trajectory = Trajectory.Of(context.Manifest.Shape, spec.Columns, context);
        return Create(trajectory, [trajectory.Frames - 1], [spec.Target], "target", spec, context);
    }

    internal static Waypoints Create(PathLoss spec, LossContext context)
    {
        var trajectory = Trajectory.Of(context.Manifest.Shape, spec.Columns, context);
        if (spec.Frames is null)
        {
            context.Require(spec.Targets.Length, trajectory.Frames, "targets", "frame");
        }

        if (spec.Frames?.FirstOrDefault(frame => frame >= trajectory.Frames, -1) is { } missing and >= 0)
        {
            throw context.Mismatch("frames", $"The model's samples have {trajectory.Frames} frames; there is no frame {missing}.");
        }

        return Create(trajectory, spec.Frames ?? [.. Enumerable.Range(0, trajectory.Frames)], spec.Targets, "targets", spec, context);
    }

    /// <inheritdoc/>
    protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient)
    {
        var sum = 0.0;
        for (var i = 0; i < indices.Length; i++)
        {
            var off = x[indices[i]] - targets[i];
            sum += off * off;
            gradient[indices[i]] += 2 * factor * off;
        }

        return sum;
    }

    private static Waypoints Create(
        Trajectory trajectory, int[] frames, double[][] targets, string member, LossSpec spec, LossContext context)
    {
        foreach (var target in targets)
        {
            context.Require(target.Length, trajectory.Columns.Length, member, "column of the position");
        }

        return new Waypoints(
            [.. frames.SelectMany(frame => trajectory.Columns.Select((_, axis) => trajectory.Index(frame, axis)))],
            [.. targets.SelectMany(target => target)])
        {
            Weight = spec.Weight ?? 1,
        };
    }
}
