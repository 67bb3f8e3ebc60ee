using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>A term added to the field: with the guidance sum G of all terms, the denoiser becomes D + sigma^2 G.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ClassifierGuidance), "classifiers")]
[JsonDerivedType(typeof(LossGuidance), "loss")]
[JsonDerivedType(typeof(ParticleGuidance), "particles")]
[JsonDerivedType(typeof(LowDensityGuidance), "lowDensity")]
[JsonDerivedType(typeof(BridgeGuidance), "bridge")]
[JsonDerivedType(typeof(ClassifierFreeGuidance), "classifierFree")]
[JsonDerivedType(typeof(LatentGuidance), "latent")]
public abstract record GuidanceSpec
{
    /// <summary>Factor on the term, any finite number; 1 by default.</summary>
    public double? Weight { get; init; }

    /// <summary>Lowest and highest noise level at which the term acts, <c>[low, high]</c> with 0 ≤ low ≤ high; all levels by default.</summary>
    public double[]? Interval { get; init; }

    /// <summary>Longest sigma^2 w g of one sample that is let through, above 0; no bound by default. What is cut is counted.</summary>
    public double? Clip { get; init; }

    /// <summary>Adds what is wrong with a list of terms.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="terms">The terms; null for none given.</param>
    /// <param name="at">Where the list stands in the request.</param>
    /// <param name="limits">The service's limits.</param>
    internal static void Check(Violations found, IReadOnlyList<GuidanceSpec>? terms, JsonPointer at, SampleLimits limits)
    {
        found.WithinLimit(terms?.Count, limits.MaxTerms, at);
        for (var i = 0; i < (terms?.Count ?? 0); i++)
        {
            terms![i].Check(found, at[i], limits);
        }
    }

    /// <summary>Adds what is wrong with the values.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="at">Where this object stands in the request.</param>
    /// <param name="limits">The service's limits.</param>
    internal virtual void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        found.AtLeast(Weight, double.MinValue, at["weight"]);
        if (Interval is not null)
        {
            found.Count(Interval.Length, 2, at["interval"]);
            if (Interval is [var low, var high])
            {
                found.AtLeast(low, 0, at["interval"][0]);
                found.AtLeast(high, low, at["interval"][1]);
            }
        }

        found.Above(Clip, 0, at["clip"]);
    }
}
