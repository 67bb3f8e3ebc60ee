using System.Text.Json.Serialization;
using GenPhys.Inference.Preconditioning;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>What a classifier's outputs are multiplied by to become logits.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LogitScale>))]
public enum LogitScale
{
    /// <summary>1.</summary>
    [JsonStringEnumMemberName("unit")]
    Unit,

    /// <summary>
    /// c_in(sigma)/c_in(sigmaMin), the share of the data in what the network sees. The logit of a Bayes classifier tends to that of its prior as 1/sigma; guidance
    /// multiplies its slope by sigma^2, so that a network without this factor disturbs the flow most where nothing can be told yet.
    /// </summary>
    [JsonStringEnumMemberName("signal")]
    Signal,
}

/// <summary>The factors of <see cref="LogitScale"/>.</summary>
public static class LogitScales
{
    /// <summary>The factor at a noise level.</summary>
    /// <param name="scale">Which.</param>
    /// <param name="preconditioner">The coefficients of the classifier's input.</param>
    /// <param name="sigmaMin">The process's lowest noise level.</param>
    /// <param name="sigma">The noise level, above 0.</param>
    /// <returns>The factor, above 0.</returns>
    public static double At(this LogitScale scale, Preconditioner preconditioner, double sigmaMin, double sigma)
    {
        ArgumentNullException.ThrowIfNull(preconditioner);
        return scale == LogitScale.Unit ? 1 : preconditioner.At(sigma).CIn / preconditioner.At(sigmaMin).CIn;
    }
}
