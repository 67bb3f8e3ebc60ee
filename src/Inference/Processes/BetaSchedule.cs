using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Inference.Processes;

/// <summary>How the variances beta_1, ..., beta_T of a discrete diffusion grow.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<BetaSchedule>))]
public enum BetaSchedule
{
    /// <summary>Linearly in the step (Ho, Jain, Abbeel 2020, section 4).</summary>
    Linear,

    /// <summary>As the cosine schedule asks, at most 0.999 (Nichol, Dhariwal 2021, eq. 17).</summary>
    Cosine,
}
