using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>How the divergence of the probability flow is read off.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<TraceMethod>))]
public enum TraceMethod
{
    /// <summary>The trace of the denoiser's Jacobian, one vector-Jacobian product a coordinate.</summary>
    Exact,

    /// <summary>Hutchinson's estimate with Rademacher probes that stay the same along the whole flow (Grathwohl et al. 2019).</summary>
    Hutchinson,
}
