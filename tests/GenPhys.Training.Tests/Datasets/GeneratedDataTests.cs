using GenPhys.Training.Datasets;

namespace GenPhys.Training.Tests.Datasets;

public sealed class GeneratedDataTests
{
    public static TheoryData<GeneratedData> EveryKind => new(
        new CheckerboardData(),
        new EightModesData(),
        new GaussianMixtureData { Weights = [1, 3], Means = [[0, 0, 1], [5, 5, 2]], StandardDeviations = [0.1, 0.2] },
        new LongTailData(),
        new MoonsData(),
        new RingsData(),
        new SwissRollData(),
        new TrianglesData(),
        new TruncatedNormalData(),
        new WatermarkData());

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Equal_members_give_equal_bits_and_a_smaller_set_starts_a_larger_one(GeneratedData source)
    {
        var small = (source with { Count = 50 }).Load(".");
        var large = (source with { Count = 80 }).Load(".");

        Assert.Equal(source.Dimension, small.Training.Dimension);
        Assert.Equal(small.Training.Values.ToArray(), large.Training.Values[..(50 * source.Dimension)].ToArray());
        Assert.Equal(small.HeldOut.Hash(), large.HeldOut.Hash());
        Assert.Null(small.Training.FirstNonFinite());
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Another_seed_and_the_held_out_part_are_other_points(GeneratedData source)
    {
        var one = (source with { Count = 50, HeldOut = 50 }).Load(".");
        var two = (source with { Count = 50, HeldOut = 50, Seed = 1 }).Load(".");

        Assert.NotEqual(one.Training.Hash(), two.Training.Hash());
        Assert.NotEqual(one.Training.Hash(), one.HeldOut.Hash());
    }

    [Fact]
    public void The_long_tail_has_its_share_and_every_class_common_and_rare_points()
    {
        var source = new LongTailData { Count = 12_000 };
        var points = source.Load(".").Training;
        var (ring, far) = (new int[3], 0);
        for (var row = 0; row < points.Count; row++)
        {
            var thirds = 3 * Math.Atan2(points[row][1], points[row][0]) / (2 * Math.PI);
            var nearest = (int)Math.Floor(thirds + 0.5);

            // The blur carries a few over the border between two thirds.
            if (Math.Abs(thirds - nearest) < 0.3)
            {
                Assert.Equal((nearest + 3) % 3, points.Labels![row]);
            }

            ring[points.Labels![row]] += source.OnRing(points[row]) ? 1 : 0;
            far += source.Deviations(points[row]) > 3 ? 1 : 0;
        }

        // 400 expected of each class; five standard deviations. Beyond three of the tight Gaussians lie exp(-4.5) = 1.1 %.
        Assert.All(ring, count => Assert.InRange(count, 300, 500));
        Assert.InRange(far, 70, 180);
        Assert.InRange(points.Labels!.Count(label => label == 1), 3700, 4300);
    }

    [Fact]
    public void The_checkerboard_has_the_bits_of_an_independent_implementation() =>
        Assert.Equal(
            [0.19495543339296012, 0.6552174638054433, 0.7681713025956316, -1.4320676176350742, -1.7362504572557447, -1.1154616632211076],
            new CheckerboardData().Load(".").Training.Values[..6].ToArray());

    [Theory]
    [InlineData("checkerboard")]
    [InlineData("triangles")]
    public void Every_point_is_allowed_and_every_cell_has_its_share(string kind)
    {
        GeneratedData source = kind == "triangles" ? new TrianglesData { Count = 16_000 } : new CheckerboardData { Count = 16_000 };
        var points = source.Load(".").Training;
        var cells = new Dictionary<(int, int), int>();
        for (var row = 0; row < points.Count; row++)
        {
            Assert.True(source.Oracle()!(points[row]));
            var (x, y) = (points[row][0], points[row][1]);
            var cell = ((int)Math.Floor(x), (int)Math.Floor(y));
            cells[cell] = cells.GetValueOrDefault(cell) + 1;
            Assert.True(kind != "triangles" || y - cell.Item2 <= x - cell.Item1);
        }

        Assert.Equal(8, cells.Count);
        Assert.All(cells.Values, count => Assert.InRange(count, 1800, 2200));
    }

    [Theory]
    [InlineData(-1.5, -1.5, true)]
    [InlineData(-0.5, -1.5, false)]
    [InlineData(-1, -0.5, true)]
    [InlineData(-1, -1, true)]
    [InlineData(-2, 0.5, true)]
    [InlineData(-2.0001, 0.5, false)]
    [InlineData(2, 2, true)]
    [InlineData(1.5, 1.5, true)]
    [InlineData(1.5, 0.5, false)]
    [InlineData(1.5, 2.0001, false)]
    [InlineData(double.NaN, 0.5, false)]
    public void The_oracle_knows_the_cells_and_counts_edges_as_inside(double x, double y, bool allowed) =>
        Assert.Equal(allowed, CheckerboardData.IsAllowed([x, y]));

    [Fact]
    public void The_eight_modes_have_their_means_and_spread()
    {
        var points = new EightModesData { Count = 8000 }.Load(".").Training;
        Assert.Equal(2.1307, points.RootMeanSquare, 0.02);
        for (var mode = 0; mode < 8; mode++)
        {
            var angle = mode * Math.PI / 4;
            var rows = Enumerable.Range(0, 1000).Select(i => points[(8 * i) + mode].ToArray()).ToArray();
            Assert.Equal(3 * Math.Cos(angle), rows.Average(p => p[0]), 0.02);
            Assert.Equal(3 * Math.Sin(angle), rows.Average(p => p[1]), 0.02);
            Assert.Equal(0.2, Math.Sqrt(rows.Average(p => Math.Pow(p[0] - (3 * Math.Cos(angle)), 2))), 0.015);
        }
    }

    [Fact]
    public void The_curves_lie_where_their_equations_say()
    {
        var rings = new RingsData { Blur = 0 }.Load(".").Training;
        var roll = new SwissRollData { Blur = 0 }.Load(".").Training;
        var moons = new MoonsData { Blur = 0 }.Load(".").Training;
        for (var row = 0; row < 1000; row++)
        {
            Assert.Equal(0.75 * (1 + (row % 4)), Norm(rings[row][0], rings[row][1]), 1e-12);

            var radius = Norm(roll[row][0], roll[row][1]);
            var angle = radius / 3 * 4.5 * Math.PI;
            Assert.InRange(radius, 1, 3);
            Assert.Equal(radius * Math.Cos(angle), roll[row][0], 1e-9);
            Assert.Equal(radius * Math.Sin(angle), roll[row][1], 1e-9);

            var (x, y) = row % 2 == 0 ? (moons[row][0] + 1, moons[row][1] + 0.2) : (1 - moons[row][0], 0.8 - moons[row][1]);
            Assert.Equal(2, Norm(x, y), 1e-12);
            Assert.True(y >= 0);
        }
    }

    [Fact]
    public void The_mixture_draws_its_components_by_weight()
    {
        var source = new GaussianMixtureData { Count = 20_000, Weights = [1, 3], Means = [[-4, 1], [4, 2]], StandardDeviations = [0.5, 0.25] };
        var points = source.Load(".").Training;
        var right = Enumerable.Range(0, points.Count).Where(i => points[i][0] > 0).Select(i => points[i].ToArray()).ToArray();
        Assert.Equal(0.75, right.Length / 20_000.0, 0.01);
        Assert.Equal(2, right.Average(p => p[1]), 0.01);
        Assert.Equal(0.0625, right.Average(p => (p[1] - 2) * (p[1] - 2)), 0.003);
    }

    [Theory]
    [InlineData(0, 10, "count")]
    [InlineData(1, 10, "count")]
    [InlineData(20_000_000, 10, "count")]
    [InlineData(10, 0, "heldOut")]
    public void A_size_that_cannot_be_trained_is_named(int count, int heldOut, string member)
    {
        var problem = Assert.Single(new CheckerboardData { Count = count, HeldOut = heldOut }.Problems());
        Assert.Equal(member, problem.Member);
    }

    private static double Norm(double x, double y) => Math.Sqrt((x * x) + (y * y));
}
