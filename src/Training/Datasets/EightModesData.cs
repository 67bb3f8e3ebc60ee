using System.Text.Json.Serialization;

namespace GenPhys.Training.Datasets;

/// <summary>Eight Gaussians of standard deviation 0.2 at radius 3 and angles 0, 45, ..., 315 degrees, dealt in turn so that every mode has its share.</summary>
public sealed record EightModesData : GeneratedData
{
    /// <summary>Distance of the modes from the origin.</summary>
    public const double Radius = 3;

    /// <summary>Modes, which are the classes of the points.</summary>
    public const int Modes = 8;

    /// <summary>Standard deviation of each mode.</summary>
    public const double StandardDeviation = 0.2;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ClassCount => Modes;

    /// <summary>The centre of mode 0 to 7.</summary>
    /// <param name="mode">0 at angle 0, each next one 45 degrees on.</param>
    public static (double X, double Y) Mean(int mode)
    {
        (double cos, double sin) = UnitCircle.At((double)mode / Modes);
        return (Radius * cos, Radius * sin);
    }

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        (double x, double y) = Mean(row % Modes);
        point[0] = x + (StandardDeviation * noise.NextNormal());
        point[1] = y + (StandardDeviation * noise.NextNormal());
        return row % Modes;
    }
}
