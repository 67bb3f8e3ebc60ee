namespace GenPhys.Training.Datasets;

/// <summary>Concentric circles about the origin, dealt in turn, blurred by <see cref="Blur"/>.</summary>
public sealed record RingsData : GeneratedData
{
    /// <summary>Radius of each circle, positive (default 0.75, 1.5, 2.25, 3).</summary>
    public IReadOnlyList<double> Radii { get; init; } = [0.75, 1.5, 2.25, 3];

    /// <summary>Standard deviation of the blur, 0 to 10 (default 0.08).</summary>
    public double Blur { get; init; } = 0.08;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        foreach (var problem in (IEnumerable<(string, string)>)[.. base.Problems(), .. BlurProblems(Blur)])
        {
            yield return problem;
        }

        if (Radii is not { Count: > 0 })
        {
            yield return ("radii", "needs at least one radius");
            yield break;
        }

        for (var i = 0; i < Radii.Count; i++)
        {
            if (Radii[i] is not (> 0 and <= 1e6))
            {
                yield return ($"radii[{i}]", $"is {Radii[i]}, must be positive and at most 10^6");
            }
        }
    }

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        var radius = Radii[row % Radii.Count];
        (double cos, double sin) = UnitCircle.At(noise.NextUniform());
        point[0] = (radius * cos) + (Blur * noise.NextNormal());
        point[1] = (radius * sin) + (Blur * noise.NextNormal());
        return 0;
    }
}
