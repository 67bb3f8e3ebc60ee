using GenPhys.Contracts;

namespace GenPhys.Inference.Constraints.Scenes;

/// <summary>Every agent is on the road; l sums over agents, and over sizes that are not positive.</summary>
internal sealed class OnRoad(OnRoadConstraint spec, SceneReader scene, Region road)
    : Constraint(scene.Dimension, scene.Agents * (4 + (8 * road.Cost)))
{
    private readonly OffRoadRule _rule = spec.Rule ?? OffRoadRule.AnyCornerOut;

    public override bool Contains(ReadOnlySpan<double> x)
    {
        if (!scene.HasSizes(x, PositiveSizesConstraint.DefaultMinimum))
        {
            return false;
        }

        for (var agent = 0; agent < scene.Agents; agent++)
        {
            if (!IsOn(scene.Read(x, agent)))
            {
                return false;
            }
        }

        return true;
    }

    public override void Exclude(ReadOnlySpan<double> x, Span<bool> agents)
    {
        scene.ExcludeSizes(x, PositiveSizesConstraint.DefaultMinimum, agents);
        for (var agent = 0; agent < agents.Length; agent++)
        {
            agents[agent] = agents[agent] && IsOn(scene.Read(x, agent));
        }
    }

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin)
    {
        var sum = scene.AccumulateSizes(x, PositiveSizesConstraint.DefaultMinimum, weight, gradient);
        for (var agent = 0; agent < scene.Agents; agent++)
        {
            var rectangle = scene.Read(x, agent);
            var by = default(RectangleGradient);
            switch (_rule)
            {
                case OffRoadRule.CenterOut:
                    sum += Point(rectangle, 0, 0, margin, ref by);
                    break;
                case OffRoadRule.AnyCornerOut:
                    for (var corner = 0; corner < 4; corner++)
                    {
                        sum += Point(rectangle, SignX(corner), SignY(corner), margin, ref by);
                    }

                    break;
                default:
                    var nearest = NearestCorner(rectangle, margin);
                    sum += Point(rectangle, SignX(nearest), SignY(nearest), margin, ref by);
                    break;
            }

            if (!gradient.IsEmpty)
            {
                scene.Add(by, x, agent, weight, gradient);
            }
        }

        return sum;
    }

    private static int SignX(int corner) => corner is 0 or 3 ? 1 : -1;

    private static int SignY(int corner) => corner < 2 ? 1 : -1;

    private bool IsOn(in Rectangle agent)
    {
        if (_rule == OffRoadRule.CenterOut)
        {
            return road.Contains([agent.X, agent.Y]);
        }

        var inside = 0;
        for (var corner = 0; corner < 4; corner++)
        {
            var (x, y) = agent.Corner(SignX(corner), SignY(corner));
            inside += road.Contains([x, y]) ? 1 : 0;
        }

        return _rule == OffRoadRule.AnyCornerOut ? inside == 4 : inside > 0;
    }

    private int NearestCorner(in Rectangle agent, double margin)
    {
        var (nearest, smallest) = (0, double.PositiveInfinity);
        for (var corner = 0; corner < 4; corner++)
        {
            var (x, y) = agent.Corner(SignX(corner), SignY(corner));
            if (road.Accumulate([x, y], 0, [], margin) is var l && l < smallest)
            {
                (nearest, smallest) = (corner, l);
            }
        }

        return nearest;
    }

    /// <summary>l of the point c + sx L/2 u + sy W/2 v, with its derivative by the agent.</summary>
    private double Point(in Rectangle agent, int sx, int sy, double margin, ref RectangleGradient by)
    {
        var (x, y) = agent.Corner(sx, sy);
        Span<double> e = stackalloc double[2];
        e.Clear();
        var l = road.Accumulate([x, y], 1, e, margin);
        by.X += e[0];
        by.Y += e[1];
        by.Length += 0.5 * sx * ((e[0] * agent.Cos) + (e[1] * agent.Sin));
        by.Width += 0.5 * sy * ((e[1] * agent.Cos) - (e[0] * agent.Sin));
        by.Psi += (e[1] * (x - agent.X)) - (e[0] * (y - agent.Y));
        return l;
    }
}
