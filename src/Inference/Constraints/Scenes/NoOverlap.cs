using GenPhys.Contracts;

namespace GenPhys.Inference.Constraints.Scenes;

/// <summary>No two agents overlap; l sums over unordered pairs, and over sizes that are not positive.</summary>
internal sealed class NoOverlap(NoOverlapConstraint spec, SceneReader scene)
    : Constraint(scene.Dimension, scene.Agents * (4 + (10.0 * scene.Agents)))
{
    private readonly double _margin = spec.Margin ?? 0;
    private readonly bool _byArea = (spec.Overlap ?? OverlapMeasure.Area) == OverlapMeasure.Area;

    public override bool Contains(ReadOnlySpan<double> x)
    {
        if (!scene.HasSizes(x, PositiveSizesConstraint.DefaultMinimum))
        {
            return false;
        }

        Span<Rectangle> agents = stackalloc Rectangle[scene.Agents];
        scene.ReadAll(x, agents);
        for (var b = 1; b < agents.Length; b++)
        {
            for (var a = 0; a < b; a++)
            {
                if (!(Separation.Depth(agents[a].Grown(_margin), agents[b].Grown(_margin)) <= 0))
                {
                    return false;
                }
            }
        }

        return true;
    }

    public override void Exclude(ReadOnlySpan<double> x, Span<bool> agents)
    {
        scene.ExcludeSizes(x, PositiveSizesConstraint.DefaultMinimum, agents);
        Span<Rectangle> rectangles = stackalloc Rectangle[scene.Agents];
        scene.ReadAll(x, rectangles);
        for (var b = 1; b < agents.Length; b++)
        {
            for (var a = 0; a < b; a++)
            {
                if (!(Separation.Depth(rectangles[a].Grown(_margin), rectangles[b].Grown(_margin)) <= 0))
                {
                    (agents[a], agents[b]) = (false, false);
                }
            }
        }
    }

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin)
    {
        var sum = scene.AccumulateSizes(x, PositiveSizesConstraint.DefaultMinimum, weight, gradient);
        Span<Rectangle> agents = stackalloc Rectangle[scene.Agents];
        scene.ReadAll(x, agents);
        for (var b = 1; b < agents.Length; b++)
        {
            for (var a = 0; a < b; a++)
            {
                var (first, second) = (agents[a].Grown(_margin + margin), agents[b].Grown(_margin + margin));
                if (Separation.Depth(first, second) <= 0)
                {
                    continue;
                }

                sum += Pair(first, second, out var byA, out var byB, out var factor);
                if (!gradient.IsEmpty)
                {
                    scene.Add(byA, x, a, weight * factor, gradient);
                    scene.Add(byB, x, b, weight * factor, gradient);
                }
            }
        }

        return sum;
    }

    private double Pair(in Rectangle a, in Rectangle b, out RectangleGradient byA, out RectangleGradient byB, out double factor)
    {
        if (_byArea)
        {
            factor = 1;
            return OverlapArea.Of(a, b, out byA, out byB);
        }

        factor = Separation.Depth(a, b, out byA, out byB);
        return 0.5 * factor * factor;
    }
}
