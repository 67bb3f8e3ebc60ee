using GenPhys.Contracts;

namespace GenPhys.Inference.Constraints.Sequences;

/// <summary>z ≥ height - tolerance for every joint of every frame.</summary>
internal sealed class GroundPlane : Constraint
{
    private readonly double _lowest;
    private readonly int[] _places;

    public GroundPlane(GroundPlaneConstraint spec, int dimension)
        : base(dimension, 1 + (dimension / 4))
    {
        var layout = SequenceLayout.Complete(spec.Layout);
        var (points, size) = (layout.Points!.Value, layout.Dimensions!.Value);
        var joints = spec.Joints ?? [.. Enumerable.Range(0, points)];
        _lowest = (spec.Height ?? 0) - (spec.Tolerance ?? 0);
        _places = [.. Enumerable.Range(0, dimension / (points * size)).SelectMany(frame => joints.Select(joint => (((frame * points) + joint) * size) + spec.Axis))];
    }

    public override bool IsSmooth(double margin) => true;

    public override bool Contains(ReadOnlySpan<double> x)
    {
        foreach (var place in _places)
        {
            if (!(x[place] >= _lowest))
            {
                return false;
            }
        }

        return true;
    }

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin)
    {
        var sum = 0.0;
        foreach (var place in _places)
        {
            var depth = Math.Max(_lowest + margin - x[place], 0);
            sum += 0.5 * depth * depth;
            if (!gradient.IsEmpty)
            {
                gradient[place] -= weight * depth;
            }
        }

        return sum;
    }
}
