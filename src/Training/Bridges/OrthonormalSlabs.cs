using GenPhys.Contracts;
using GenPhys.Inference.Random;
using GenPhys.Training.Datasets;

namespace GenPhys.Training.Bridges;

/// <summary>
/// The set low ≤ a_i·x ≤ high for orthonormal a_i, by which samples carry a watermark (Liu, Chen, Theodorou &amp; Tao 2023, mirror diffusion models), and what
/// is compared with a bridge to it: the mirror map, in whose image there is nothing to obey, and projection.
/// </summary>
public sealed class OrthonormalSlabs
{
    // How far inside a point is put, as a part of the width: more than the rounding of a dot product of a few thousand float32 numbers.
    private const double Inset = 1e-6;

    private readonly double[][] _axes;

    private OrthonormalSlabs(double[][] axes, double low, double high) => (_axes, Low, High) = (axes, low, high);

    /// <summary>Coordinates of a point.</summary>
    public int Dimension => _axes[0].Length;

    /// <summary>Number of slabs.</summary>
    public int Count => _axes.Length;

    /// <summary>Least a_i·x.</summary>
    public double Low { get; }

    /// <summary>Largest a_i·x.</summary>
    public double High { get; }

    /// <summary>The set as a constraint.</summary>
    public ConstraintSpec Constraint => new IntersectionConstraint { Of = [.. _axes.Select(axis => new SlabConstraint { Axis = axis, Low = Low, High = High })] };

    /// <summary>Draws orthonormal axes.</summary>
    /// <param name="dimension">Coordinates of a point.</param>
    /// <param name="count">Number of slabs, 1 to <paramref name="dimension"/>.</param>
    /// <param name="low">Least a_i·x.</param>
    /// <param name="high">Largest a_i·x.</param>
    /// <param name="seed">Seed of the axes.</param>
    public static OrthonormalSlabs Draw(int dimension, int count, double low, double high, long seed)
    {
        var axes = new double[count][];
        for (var i = 0; i < count; i++)
        {
            var axis = axes[i] = new double[dimension];
            Philox.FillNormal(new NoiseKey((ulong)seed, (uint)i, NoisePurpose.Data, Stage: 3), axis);

            // Gram-Schmidt twice is orthogonal to the last bits.
            for (var turn = 0; turn < 2; turn++)
            {
                for (var k = 0; k < i; k++)
                {
                    Add(axes[k], -Dot(axes[k], axis), axis);
                }

                var length = Math.Sqrt(Dot(axis, axis));
                for (var j = 0; j < dimension; j++)
                {
                    axis[j] /= length;
                }
            }
        }

        return new OrthonormalSlabs(axes, low, high);
    }

    /// <summary>Whether every slab holds a point.</summary>
    /// <param name="x">The point, <c>[dim]</c>.</param>
    public bool Contains(ReadOnlySpan<double> x)
    {
        foreach (var axis in _axes)
        {
            if (!(Dot(axis, x) is var along && along >= Low && along <= High))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Distance to the nearest face, from either side.</summary>
    /// <param name="x">The point, <c>[dim]</c>.</param>
    public double ToFace(ReadOnlySpan<double> x)
    {
        var nearest = double.PositiveInfinity;
        foreach (var axis in _axes)
        {
            var along = Dot(axis, x);
            nearest = Math.Min(nearest, Math.Min(Math.Abs(along - Low), Math.Abs(High - along)));
        }

        return nearest;
    }

    /// <summary>Watermarks a point: where a slab is left, a_i·x is drawn anew, uniform between 0 and the face that was passed.</summary>
    /// <param name="x">The point, <c>[dim]</c>.</param>
    /// <param name="noise">The point's own noise.</param>
    public void Watermark(Span<double> x, NoiseReader noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        foreach (var axis in _axes)
        {
            var along = Dot(axis, x);
            if (along > High || along < Low)
            {
                Add(axis, (noise.NextUniform() * (along > High ? High : Low)) - along, x);
            }
        }
    }

    /// <summary>The nearest point of the set.</summary>
    /// <param name="x">The point, <c>[dim]</c>; becomes the nearest one.</param>
    public void Project(Span<double> x) => Replace(x, Inside);

    /// <summary>The mirror image of a point inside: along every axis atanh(2 (z - low)/(high - low) - 1), the rest unchanged.</summary>
    /// <param name="x">The point, <c>[dim]</c>; becomes its image.</param>
    public void ToMirror(Span<double> x) => Replace(x, z => Math.Atanh((2 * (Inside(z) - Low) / (High - Low)) - 1));

    /// <summary>The point of a mirror image; inside, whatever the image.</summary>
    /// <param name="x">The image, <c>[dim]</c>; becomes its point.</param>
    public void FromMirror(Span<double> x) => Replace(x, z => Inside(Low + ((High - Low) * (Math.Tanh(z) + 1) / 2)));

    private double Inside(double z) => Math.Clamp(z, Low + (Inset * (High - Low)), High - (Inset * (High - Low)));

    private void Replace(Span<double> x, Func<double, double> map)
    {
        foreach (var axis in _axes)
        {
            var along = Dot(axis, x);
            Add(axis, map(along) - along, x);
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++)
        {
            sum += a[j] * b[j];
        }

        return sum;
    }

    private static void Add(ReadOnlySpan<double> axis, double factor, Span<double> x)
    {
        for (var j = 0; j < axis.Length; j++)
        {
            x[j] += factor * axis[j];
        }
    }
}
