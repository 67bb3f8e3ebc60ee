using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The features M x.</summary>
public sealed record LinearFeatures : FeatureSpec
{
    /// <summary>M, <c>[features][dim]</c>, 1 to 4096 rows of finite numbers.</summary>
    public required double[][] Matrix { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        found.Between(Matrix.Length, 1, 4096, at["matrix"]);
        for (var row = 0; row < Matrix.Length; row++)
        {
            found.Finite(Matrix[row], at["matrix"][row]);
        }
    }
}
