using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>Where a loss is evaluated.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LossEstimator>))]
public enum LossEstimator
{
    /// <summary>At the denoiser (Song et al. 2023, eq. 8).</summary>
    Point,

    /// <summary>At draws around the denoiser, by log-mean-exp (Song et al. 2023, eq. 9).</summary>
    MonteCarlo,
}
