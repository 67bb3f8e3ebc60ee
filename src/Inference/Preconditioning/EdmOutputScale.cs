using System.Text.Json.Serialization;

namespace GenPhys.Inference.Preconditioning;

/// <summary>The output factor c_out of <see cref="EdmPreconditioner"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EdmOutputScale>))]
public enum EdmOutputScale
{
    /// <summary>c_out = σ σ_d/√(σ² + σ_d²): the training target of F has unit variance at every σ (Karras et al. 2022).</summary>
    [JsonStringEnumMemberName("edm")]
    Edm,

    /// <summary>c_out = σ, as in the checkerboard experiment of oracle-assisted guidance (Gen-neG): the target of F shrinks as 1/σ.</summary>
    [JsonStringEnumMemberName("sigma")]
    Sigma,
}
