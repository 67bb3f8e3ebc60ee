using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>One end of an interpolation: exactly one of its members is given.</summary>
public sealed record InterpolationEnd
{
    /// <summary>The prior draw of row 0 of this seed, 0 to 2^53 - 1.</summary>
    public long? Seed { get; init; }

    /// <summary>x at the prior's level in the process's own units, <c>[dim]</c>.</summary>
    public double[]? Latent { get; init; }

    /// <summary>A data point, which is encoded first, <c>[dim]</c>.</summary>
    public double[]? Point { get; init; }

    internal void Check(Violations found, JsonPointer at)
    {
        if (new object?[] { Seed, Latent, Point }.Count(member => member is not null) != 1)
        {
            found.Add(ErrorCode.Validation, at, "An end is one of seed, latent or point.");
            return;
        }

        found.Between(Seed, 0, SampleRequestValidator.MaxSeed, at["seed"]);
        if (Latent is not null)
        {
            PointRules.CheckRow(found, Latent, at["latent"]);
        }

        if (Point is not null)
        {
            PointRules.CheckRow(found, Point, at["point"]);
        }
    }
}
