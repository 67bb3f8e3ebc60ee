using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;
using GenPhys.Inference.Random;
using GenPhys.Training.Bridges;
using GenPhys.Training.Datasets;

namespace GenPhys.Training.Tests.Bridges;

public sealed class OrthonormalSlabsTests
{
    private const int Dimension = 64;
    private static readonly OrthonormalSlabs Slabs = OrthonormalSlabs.Draw(Dimension, 8, -0.9, 0.7, seed: 4);
    private static readonly Constraint Set = ConstraintRegistry.Create(Slabs.Constraint, Dimension, new ConstraintLimits(), JsonPointer.Root);

    [Fact]
    public void The_axes_are_orthonormal()
    {
        var axes = Axes();
        for (var i = 0; i < axes.Length; i++)
        {
            for (var k = 0; k <= i; k++)
            {
                Assert.Equal(i == k ? 1 : 0, axes[i].Zip(axes[k], (a, b) => a * b).Sum(), 1e-14);
            }
        }
    }

    [Fact]
    [Trait("Acceptance", "M12")]
    public void A_projected_point_and_the_point_of_any_mirror_image_are_inside_in_single_precision_too()
    {
        var axes = Axes();
        for (var row = 0u; row < 2000; row++)
        {
            var (projected, mirrored) = (Draw(row, 3), Draw(row, 1));
            for (var j = 0; j < Dimension; j++)
            {
                // Far along an axis the inverse of the map is the face itself, to the last bit.
                mirrored[j] += (row % 3) * 40 * axes[(int)row % 8][j];
            }

            var outside = (double[])projected.Clone();
            Slabs.Project(projected);
            Slabs.FromMirror(mirrored);
            Assert.True(Set.Contains(Single(projected)));
            Assert.True(Set.Contains(Single(mirrored)));

            // Half the squared distance to the projection is l: the sum over the slabs.
            Assert.Equal(Set.Evaluate(outside, []), 0.5 * outside.Zip(projected, (a, b) => (a - b) * (a - b)).Sum(), 1e-4);
        }
    }

    [Fact]
    public void The_mirror_map_has_the_published_coordinates_and_comes_back()
    {
        var axes = Axes();
        for (var row = 0u; row < 200; row++)
        {
            var point = Draw(row, 0.3);
            Slabs.Project(point);
            var image = (double[])point.Clone();
            Slabs.ToMirror(image);
            foreach (var axis in axes)
            {
                var (z, w) = (Dot(axis, point), Dot(axis, image));
                Assert.Equal(Math.Atanh((2 * (z + 0.9) / 1.6) - 1), w, 1e-9 * Math.Cosh(w) * Math.Cosh(w));
            }

            Slabs.FromMirror(image);
            Assert.All(point.Zip(image), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        }
    }

    [Fact]
    public void A_watermark_moves_what_is_outside_alone_and_to_its_own_side()
    {
        var axes = Axes();
        var moved = 0;
        for (var row = 0u; row < 2000; row++)
        {
            var before = Draw(row, 1);
            var after = (double[])before.Clone();
            Slabs.Watermark(after, new NoiseReader(new NoiseKey(9, row, NoisePurpose.Data)));
            foreach (var axis in axes)
            {
                var (z, w) = (Dot(axis, before), Dot(axis, after));
                if (z is >= -0.9 and <= 0.7)
                {
                    Assert.Equal(z, w, 1e-12);
                    continue;
                }

                moved++;
                Assert.InRange(w, z > 0 ? 0 : -0.9, z > 0 ? 0.7 : 0);
            }
        }

        Assert.InRange(moved, 5000, 8000);
    }

    [Fact]
    public void Watermarked_data_are_inside_and_their_mirror_images_lead_back_to_them()
    {
        var source = new WatermarkData { Count = 500, HeldOut = 10, Seed = 2 };
        var (points, images) = (source.Load(".").Training, (source with { Mirrored = true }).Load(".").Training);
        var changed = 0;
        for (var row = 0; row < points.Count; row++)
        {
            Assert.True(source.Oracle()!(points[row]));
            var back = images[row].ToArray();
            source.Faces().FromMirror(back);
            Assert.All(points[row].ToArray().Zip(back), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            changed += source.Faces().ToFace(points[row]) < 0.05 ? 1 : 0;
        }

        // The wall is not where the points are: without the watermark's draws an eighth of them would lie on it.
        Assert.InRange(changed, 50, 350);
    }

    private static double[][] Axes() => [.. ((IntersectionConstraint)Slabs.Constraint).Of.Select(slab => ((SlabConstraint)slab).Axis)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Single(double[] x) => [.. x.Select(value => (double)(float)value)];

    private static double[] Draw(uint row, double scale)
    {
        var x = new double[Dimension];
        Philox.FillNormal(new NoiseKey(6, row, NoisePurpose.Data), x);
        return [.. x.Select(value => scale * value)];
    }
}
