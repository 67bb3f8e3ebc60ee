namespace GenPhys.Inference.Constraints;

/// <summary>
/// A set of points that equals the closure of its interior, with a signed distance. l = d²/2, where d is the distance to the set, so that
/// -∇l points to the nearest point of it.
/// </summary>
/// <param name="dimension">Coordinates of a point.</param>
/// <param name="cost">See <see cref="Constraint.Cost"/>.</param>
public abstract class Region(int dimension, double cost) : Constraint(dimension, cost)
{
    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<double> x) => Signed(x, Pull.None, []) <= 0;

    /// <inheritdoc/>
    public override double Distance(ReadOnlySpan<double> x) => Math.Max(Signed(x, Pull.None, []), 0);

    /// <summary>
    /// The signed distance: negative inside, 0 on the boundary, positive outside. Exact for primitives and a single polygon; inside a union
    /// and outside an intersection its size is a lower bound.
    /// </summary>
    /// <param name="x">A point, <c>[dim]</c>.</param>
    /// <param name="gradient">Receives its gradient, <c>[dim]</c>, a unit vector wherever there is one; empty where it is not wanted.</param>
    /// <returns>The signed distance.</returns>
    public double SignedDistance(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        return Signed(x, Pull.Unit, gradient);
    }

    /// <inheritdoc/>
    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin)
    {
        var d = Math.Max(Signed(x, new Pull(weight, margin), gradient) + margin, 0);
        return 0.5 * d * d;
    }

    /// <summary>The signed distance s, adding coefficient(s) · ∇s to the gradient.</summary>
    internal abstract double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient);
}
