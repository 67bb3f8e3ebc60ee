using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Standard deviation r_t of Monte Carlo draws around the denoiser, in the model's normalised units.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(UnitWidth), "unit")]
[JsonDerivedType(typeof(SigmaDataWidth), "sigmaData")]
[JsonDerivedType(typeof(ConstantWidth), "constant")]
[JsonDerivedType(typeof(TableWidth), "table")]
[JsonDerivedType(typeof(DiagonalWidth), "diagonal")]
public abstract record DrawWidthSpec
{
    /// <summary>Adds what is wrong with the values.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="at">Where this object stands in the request.</param>
    internal virtual void Check(Violations found, JsonPointer at)
    {
    }
}

/// <summary>r_t = sigma / sqrt(1 + sigma^2) (Song et al. 2023): exact for Gaussian data of unit variance.</summary>
public sealed record UnitWidth : DrawWidthSpec;

/// <summary>r_t = sigma sigma_d / sqrt(sigma_d^2 + sigma^2): exact for Gaussian data of standard deviation sigma_d.</summary>
public sealed record SigmaDataWidth : DrawWidthSpec
{
    /// <summary>sigma_d, above 0; that of the model's preconditioning by default.</summary>
    public double? SigmaData { get; init; }

    internal override void Check(Violations found, JsonPointer at) => found.Above(SigmaData, 0, at["sigmaData"]);
}

/// <summary>The same r_t at every noise level; 0 is the point estimate.</summary>
public sealed record ConstantWidth : DrawWidthSpec
{
    /// <summary>r_t, 0 or more.</summary>
    public required double Value { get; init; }

    internal override void Check(Violations found, JsonPointer at) => found.AtLeast(Value, 0, at["value"]);
}

/// <summary>r_t from a table.</summary>
public sealed record TableWidth : DrawWidthSpec
{
    /// <summary>r_t by noise level, each 0 or more.</summary>
    public required LevelTable Levels { get; init; }

    internal override void Check(Violations found, JsonPointer at) => Levels.Check(found, at["levels"], low: 0);
}

/// <summary>r_t per coordinate, sigma s_j / sqrt(s_j^2 + sigma^2): exact for Gaussian data with these independent deviations.</summary>
public sealed record DiagonalWidth : DrawWidthSpec
{
    /// <summary>s_j, above 0, one per coordinate of a sample.</summary>
    public required double[] StandardDeviations { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        found.NotEmpty(StandardDeviations.Length, at["standardDeviations"]);
        for (var i = 0; i < StandardDeviations.Length; i++)
        {
            found.Above(StandardDeviations[i], 0, at["standardDeviations"][i]);
        }
    }
}
