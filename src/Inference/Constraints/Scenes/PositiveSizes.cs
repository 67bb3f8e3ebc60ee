using GenPhys.Contracts;

namespace GenPhys.Inference.Constraints.Scenes;

/// <summary>Every length and width is at least a minimum.</summary>
internal sealed class PositiveSizes(PositiveSizesConstraint spec, SceneReader scene) : Constraint(scene.Dimension, 1 + scene.Agents)
{
    private readonly double _minimum = spec.Minimum ?? PositiveSizesConstraint.DefaultMinimum;

    public override bool IsSmooth(double margin) => true;

    public override bool Contains(ReadOnlySpan<double> x) => scene.HasSizes(x, _minimum);

    public override void Exclude(ReadOnlySpan<double> x, Span<bool> agents) => scene.ExcludeSizes(x, _minimum, agents);

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin) =>
        scene.AccumulateSizes(x, _minimum + margin, weight, gradient);
}
