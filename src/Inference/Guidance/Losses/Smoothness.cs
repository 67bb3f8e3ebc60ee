using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>sum_f |p_(f+1) - 2 p_f + p_(f-1)|^2: squared second differences of the positions.</summary>
/// <param name="trajectory">Where the positions stand.</param>
public sealed class Smoothness(Trajectory trajectory) : Loss
{
    /// <inheritdoc/>
    public override double Operations => 12.0 * trajectory.Frames * trajectory.Columns.Length;

    internal static Smoothness Create(SmoothnessLoss spec, LossContext context)
    {
        var trajectory = Trajectory.Of(context.Manifest.Shape, spec.Columns, context);
        return trajectory.Frames >= 3
            ? new Smoothness(trajectory) { Weight = spec.Weight ?? 1 }
            : throw context.Mismatch("kind", $"A second difference takes 3 frames; the model's samples have {trajectory.Frames}.");
    }

    /// <inheritdoc/>
    protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient)
    {
        var sum = 0.0;
        for (var f = 1; f + 1 < trajectory.Frames; f++)
        {
            for (var axis = 0; axis < trajectory.Columns.Length; axis++)
            {
                var (before, at, after) = (trajectory.Index(f - 1, axis), trajectory.Index(f, axis), trajectory.Index(f + 1, axis));
                var second = x[after] - (2 * x[at]) + x[before];
                sum += second * second;
                gradient[before] += 2 * factor * second;
                gradient[at] -= 4 * factor * second;
                gradient[after] += 2 * factor * second;
            }
        }

        return sum;
    }
}
