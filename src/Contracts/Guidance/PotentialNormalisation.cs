using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>What a pairwise potential is divided by.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PotentialNormalisation>))]
public enum PotentialNormalisation
{
    /// <summary>log Phi = -(alpha / 2) sum_ij k_ij.</summary>
    Sum,

    /// <summary>log Phi = -(alpha / 2n) sum_ij k_ij, with n the samples of the group.</summary>
    Mean,
}
