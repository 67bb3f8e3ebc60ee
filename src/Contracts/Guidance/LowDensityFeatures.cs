using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>Where the features of low-density guidance are taken.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LowDensityFeatures>))]
public enum LowDensityFeatures
{
    /// <summary>The artifact's extractor at the noisy state, with statistics of the nearest noise level.</summary>
    NoisyFeatures,

    /// <summary>The extractor, or the sample itself without one, at the denoiser, with statistics of clean samples; its gradient goes back through the model.</summary>
    Denoised,

    /// <summary>The state itself, with the classes' Gaussians carried to its noise level.</summary>
    Analytic,
}
