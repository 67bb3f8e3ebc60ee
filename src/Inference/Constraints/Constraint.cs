namespace GenPhys.Inference.Constraints;

/// <summary>
/// A set of allowed samples with a distance-like function l of it: l ≥ 0, and 0 exactly on the set. All numbers are in data units; boundary points are
/// inside. Instances are immutable and need no scratch memory, so that any number of threads may ask one at a time.
/// </summary>
/// <param name="dimension">Coordinates of a sample.</param>
/// <param name="cost">Edges, boxes and pairs that one evaluation may look at; about 5 ns each.</param>
public abstract class Constraint(int dimension, double cost)
{
    /// <summary>Coordinates of a sample.</summary>
    public int Dimension { get; } = dimension;

    /// <summary>Edges, boxes and pairs that one evaluation may look at, about 5 ns each: what an evaluation is priced by.</summary>
    public double Cost { get; } = cost;

    /// <summary>Whether ∇l is continuous, as it is where the set is convex.</summary>
    /// <param name="margin">How far inside the set l begins; infinite for the signed distance itself.</param>
    /// <returns>False where it may jump: between two nearest points, or at the corners of what a margin leaves.</returns>
    public virtual bool IsSmooth(double margin) => false;

    /// <summary>The oracle, in double precision.</summary>
    /// <param name="x">A sample, <c>[dim]</c>.</param>
    /// <returns>Whether the sample is allowed; false where a coordinate is not a number.</returns>
    public abstract bool Contains(ReadOnlySpan<double> x);

    /// <summary>Narrows the agents of a scene to those that obey: an agent that overlaps another does not, nor does one off the road.</summary>
    /// <param name="x">A sample, <c>[dim]</c>.</param>
    /// <param name="agents">Set to false where an agent disobeys, <c>[agents]</c>; all of them where what is demanded concerns the whole sample.</param>
    public virtual void Exclude(ReadOnlySpan<double> x, Span<bool> agents)
    {
        if (!agents.IsEmpty && !Contains(x))
        {
            agents.Clear();
        }
    }

    /// <summary>√(2 l): how far a sample is from being allowed. Euclidean for primitives, polygons and unions; √Σd² for what several parts demand.</summary>
    /// <param name="x">A sample, <c>[dim]</c>.</param>
    /// <returns>The distance, 0 if and only if <see cref="Contains"/>.</returns>
    public virtual double Distance(ReadOnlySpan<double> x) =>
        Contains(x) ? 0 : Math.Max(Math.Sqrt(2 * Accumulate(x, 0, [], 0)), double.Epsilon); // where l is too small for a number

    /// <summary>l and its gradient at one sample.</summary>
    /// <param name="x">A sample, <c>[dim]</c>.</param>
    /// <param name="gradient">Receives ∇l, <c>[dim]</c>; empty where it is not wanted.</param>
    /// <param name="margin">How far l begins inside the set, at least 0; <see cref="Contains"/> keeps the true set.</param>
    /// <returns>l.</returns>
    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient, double margin = 0)
    {
        gradient.Clear();
        return Accumulate(x, 1, gradient, margin);
    }

    /// <summary>l and its gradient at many samples.</summary>
    /// <param name="x">Samples, <c>[rows, dim]</c>.</param>
    /// <param name="values">Receives l, <c>[rows]</c>.</param>
    /// <param name="gradients">Receives ∇l, <c>[rows, dim]</c>; empty where it is not wanted.</param>
    /// <param name="margin">How far l begins inside the set, at least 0.</param>
    public virtual void Evaluate(ReadOnlySpan<double> x, Span<double> values, Span<double> gradients, double margin = 0)
    {
        for (var row = 0; row < values.Length; row++)
        {
            var start = row * Dimension;
            values[row] = Evaluate(x.Slice(start, Dimension), gradients.IsEmpty ? [] : gradients.Slice(start, Dimension), margin);
        }
    }

    /// <summary>Adds weight · ∇l to a gradient: terms and losses that have several constraints sum in place.</summary>
    /// <param name="x">A sample, <c>[dim]</c>.</param>
    /// <param name="weight">Factor of the gradient; not of the value.</param>
    /// <param name="gradient">What is added to, <c>[dim]</c>; empty where it is not wanted.</param>
    /// <param name="margin">How far l begins inside the set, at least 0.</param>
    /// <returns>l.</returns>
    protected internal abstract double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin);
}
