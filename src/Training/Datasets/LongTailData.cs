using System.Text.Json.Serialization;

namespace GenPhys.Training.Datasets;

/// <summary>
/// A law with a rare and broad part: three tight Gaussians at the corners of a triangle hold most of the mass, a blurred ring around them the rest. Class k is
/// Gaussian k together with the third of the ring that lies nearest to it, so that every class has common and rare members.
/// </summary>
public sealed record LongTailData : GeneratedData
{
    /// <summary>Tight Gaussians, and classes.</summary>
    public const int Corners = 3;

    /// <summary>Part of the mass that lies on the ring, above 0 and below 1 (default 0.1).</summary>
    public double RingShare { get; init; } = 0.1;

    /// <summary>Distance of the tight Gaussians from the origin, above 0 (default 1).</summary>
    public double CornerRadius { get; init; } = 1;

    /// <summary>Standard deviation of the tight Gaussians, above 0 (default 0.15).</summary>
    public double CornerDeviation { get; init; } = 0.15;

    /// <summary>Radius of the ring, above 0 (default 2.5).</summary>
    public double RingRadius { get; init; } = 2.5;

    /// <summary>Standard deviation of the blur of the ring, above 0 (default 0.25).</summary>
    public double RingDeviation { get; init; } = 0.25;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ClassCount => Corners;

    /// <summary>Distance of a point from the nearest part of the law, in its standard deviations: of a tight Gaussian, or of the ring's blur along the radius.</summary>
    /// <param name="point">Two coordinates.</param>
    /// <returns>0 or more.</returns>
    public double Deviations(ReadOnlySpan<double> point)
    {
        var nearest = Math.Abs(Math.Sqrt((point[0] * point[0]) + (point[1] * point[1])) - RingRadius) / RingDeviation;
        for (var k = 0; k < Corners; k++)
        {
            (double x, double y) = Corner(k);
            nearest = Math.Min(nearest, Math.Sqrt(((point[0] - x) * (point[0] - x)) + ((point[1] - y) * (point[1] - y))) / CornerDeviation);
        }

        return nearest;
    }

    /// <summary>Whether a point lies on the ring: within 3 standard deviations of its radius.</summary>
    /// <param name="point">Two coordinates.</param>
    /// <returns>True on the ring.</returns>
    public bool OnRing(ReadOnlySpan<double> point) =>
        Math.Abs(Math.Sqrt((point[0] * point[0]) + (point[1] * point[1])) - RingRadius) <= 3 * RingDeviation;

    /// <summary>The class whose third of the plane a point lies in.</summary>
    /// <param name="point">Two coordinates.</param>
    /// <returns>0 to 2.</returns>
    public static int NearestClass(ReadOnlySpan<double> point) =>
        ((int)Math.Floor((Corners * Math.Atan2(point[1], point[0]) / (2 * Math.PI)) + 0.5) + Corners) % Corners;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        foreach (var problem in base.Problems())
        {
            yield return problem;
        }

        if (RingShare is not (> 0 and < 1))
        {
            yield return ("ringShare", $"is {RingShare}, must be above 0 and below 1");
        }

        foreach (var (member, value) in (IEnumerable<(string, double)>)
            [("cornerRadius", CornerRadius), ("cornerDeviation", CornerDeviation), ("ringRadius", RingRadius), ("ringDeviation", RingDeviation)])
        {
            if (value is not (> 0 and <= 1e6))
            {
                yield return (member, $"is {value}, must be positive and at most 10^6");
            }
        }
    }

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        if (noise.NextUniform() >= RingShare)
        {
            var k = noise.NextInt(Corners);
            (point[0], point[1]) = Corner(k);
            point[0] += CornerDeviation * noise.NextNormal();
            point[1] += CornerDeviation * noise.NextNormal();
            return k;
        }

        var turns = noise.NextUniform();
        (double cos, double sin) = UnitCircle.At(turns);
        point[0] = (RingRadius * cos) + (RingDeviation * noise.NextNormal());
        point[1] = (RingRadius * sin) + (RingDeviation * noise.NextNormal());
        return (int)Math.Floor((Corners * turns) + 0.5) % Corners;
    }

    private (double X, double Y) Corner(int k)
    {
        (double cos, double sin) = UnitCircle.At((double)k / Corners);
        return (CornerRadius * cos, CornerRadius * sin);
    }
}
