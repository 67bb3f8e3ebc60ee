using System.Security.Cryptography;
using System.Text.Json;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>Names a constraint by what it says, for artifacts that were made with it.</summary>
public static class ConstraintHash
{
    /// <summary>
    /// The hash of a constraint's canonical JSON: defaults written out, members in a fixed order, outlines as open rings. A polygon has the
    /// same hash whether it came as rings, GeoJSON or well-known text.
    /// </summary>
    /// <param name="constraint">A valid constraint.</param>
    /// <returns>SHA-256, 64 lower-case hexadecimal digits.</returns>
    public static string Of(ConstraintSpec constraint)
    {
        ArgumentNullException.ThrowIfNull(constraint);
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(constraint.Canonical(), ContractsJson.Default.ConstraintSpec)));
    }
}
