using GenPhys.Contracts;

namespace GenPhys.Inference.Tests.Constraints;

/// <summary>Which agents of a scene obey.</summary>
public sealed class AgentVerdictTests
{
    private static readonly OnRoadConstraint Road = new() { Map = new BoxConstraint { Low = [-10, -3], High = [10, 3] } };

    // x, y, length, width, cos, sin, speed: the first two overlap, the third is off the road, the fourth has no width, the last obeys.
    private static readonly double[] Scene =
    [
        0, 0, 4, 2, 1, 0, 0,
        1, 0, 4, 2, 1, 0, 0,
        -6, 4, 4, 2, 1, 0, 0,
        6, 0, 4, -1, 1, 0, 0,
        -6, 0, 4, 2, 1, 0, 0,
    ];

    [Fact]
    public void Each_part_excludes_those_who_break_it()
    {
        Assert.Equal([false, false, true, false, true], Verdicts(new NoOverlapConstraint(), Scene));
        Assert.Equal([true, true, false, false, true], Verdicts(Road, Scene));
        Assert.Equal([true, true, true, false, true], Verdicts(new PositiveSizesConstraint(), Scene));
        Assert.Equal([false, false, false, false, true], Verdicts(new IntersectionConstraint { Of = [new NoOverlapConstraint(), Road] }, Scene));
    }

    [Fact]
    public void What_concerns_the_whole_sample_excludes_all_or_none()
    {
        var speed = new BoxConstraint { Low = [.. Enumerable.Repeat(-1.0, 35)], High = [.. Enumerable.Repeat(1.0, 35)] };
        Assert.Equal(new bool[5], Verdicts(speed, Scene));
        Assert.All(Verdicts(speed, new double[35]), Assert.True);
    }

    [Fact]
    public void A_scene_obeys_where_all_of_its_agents_do()
    {
        var random = new System.Random(4);
        ConstraintSpec[] specs = [new NoOverlapConstraint { Margin = 0.2 }, Road, new PositiveSizesConstraint(), new IntersectionConstraint { Of = [new NoOverlapConstraint(), Road] }];
        var both = 0;
        foreach (var spec in specs)
        {
            var constraint = Differences.Make(spec, 21);
            for (var n = 0; n < 500; n++)
            {
                double[] scene = [.. Enumerable.Range(0, 3).SelectMany(_ => Agent())];
                var verdicts = new bool[3];
                Array.Fill(verdicts, true);
                constraint.Exclude(scene, verdicts);
                Assert.Equal(constraint.Contains(scene), verdicts.All(v => v));
                both += verdicts.Any(v => v) && !verdicts.All(v => v) ? 1 : 0;
            }
        }

        Assert.True(both > 300, $"only {both} scenes have agents of both kinds");

        double[] Agent()
        {
            var angle = 7 * random.NextDouble();
            return [(16 * random.NextDouble()) - 8, (6 * random.NextDouble()) - 3, (3 * random.NextDouble()) - 0.1, 1 + random.NextDouble(), Math.Cos(angle), Math.Sin(angle), 0];
        }
    }

    private static bool[] Verdicts(ConstraintSpec spec, double[] scene)
    {
        var verdicts = new bool[5];
        Array.Fill(verdicts, true);
        Differences.Make(spec, scene.Length).Exclude(scene, verdicts);
        return verdicts;
    }
}
