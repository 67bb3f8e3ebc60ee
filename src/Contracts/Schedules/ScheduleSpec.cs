using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>How the noise levels of a solver are spaced; null members take the artifact's defaults.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EdmSchedule), "edm")]
[JsonDerivedType(typeof(LogLinearSchedule), "logLinear")]
[JsonDerivedType(typeof(VpSchedule), "vp")]
[JsonDerivedType(typeof(VeSchedule), "ve")]
[JsonDerivedType(typeof(IddpmSchedule), "iddpm")]
[JsonDerivedType(typeof(CosineSchedule), "cosine")]
[JsonDerivedType(typeof(CustomSchedule), "custom")]
public abstract record ScheduleSpec
{
    /// <summary>The lowest noise level above 0, in units of the data.</summary>
    public double? SigmaMin { get; init; }

    /// <summary>The highest noise level, above the lowest.</summary>
    public double? SigmaMax { get; init; }

    /// <summary>Adds what is wrong with the values.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="at">Where this object stands in the request.</param>
    internal virtual void Check(Violations found, JsonPointer at)
    {
        found.Above(SigmaMin, 0, at["sigmaMin"]);
        found.Above(SigmaMax, Math.Max(SigmaMin ?? 0, 0), at["sigmaMax"]);
    }
}
