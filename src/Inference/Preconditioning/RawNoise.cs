using System.Text.Json.Serialization;

namespace GenPhys.Inference.Preconditioning;

/// <summary>The rule for c_noise of a network without preconditioning of its own.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RawNoise>))]
public enum RawNoise
{
    /// <summary>σ itself.</summary>
    [JsonStringEnumMemberName("sigma")]
    Sigma,

    /// <summary>ln σ.</summary>
    [JsonStringEnumMemberName("logSigma")]
    LogSigma,

    /// <summary>The time t in [0, 1] of the variance-preserving process at which its noise level is σ.</summary>
    [JsonStringEnumMemberName("vpTime")]
    VpTime,

    /// <summary>(M − 1) t, the discrete step of the variance-preserving process as a real number.</summary>
    [JsonStringEnumMemberName("vpStep")]
    VpStep,
}
