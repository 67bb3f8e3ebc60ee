using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>A linear map H of a sample.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MatrixOperator), "matrix")]
[JsonDerivedType(typeof(MaskOperator), "mask")]
[JsonDerivedType(typeof(AverageOperator), "average")]
[JsonDerivedType(typeof(BicubicOperator), "bicubic")]
public abstract record LinearOperatorSpec
{
    /// <summary>Adds what is wrong with the values.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="at">Where this object stands in the request.</param>
    internal abstract void Check(Violations found, JsonPointer at);
}

/// <summary>H as a matrix.</summary>
public sealed record MatrixOperator : LinearOperatorSpec
{
    /// <summary>Rows of H, one number per coordinate of a sample.</summary>
    public required double[][] Rows { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        found.NotEmpty(Rows.Length, at["rows"]);
        for (var i = 0; i < Rows.Length; i++)
        {
            found.Finite(Rows[i], at["rows"][i]);
        }
    }
}

/// <summary>H picks coordinates: what is seen of a sample with holes.</summary>
public sealed record MaskOperator : LinearOperatorSpec
{
    /// <summary>The coordinates that are seen, each named once.</summary>
    public required int[] Indices { get; init; }

    internal override void Check(Violations found, JsonPointer at) => found.Indices(Indices, at["indices"]);
}

/// <summary>H averages square blocks of the last two axes of a sample.</summary>
public sealed record AverageOperator : LinearOperatorSpec
{
    /// <summary>Side of a block, 1 or more; both axes are multiples of it.</summary>
    public required int Factor { get; init; }

    internal override void Check(Violations found, JsonPointer at) => found.AtLeast(Factor, 1, at["factor"]);
}

/// <summary>
/// H shrinks the last two axes of a sample by the cubic kernel of Keys 1981 (a = -1/2), stretched by the factor so that it does not alias; weights that
/// fall outside of the image go to the others.
/// </summary>
public sealed record BicubicOperator : LinearOperatorSpec
{
    /// <summary>How much smaller, 1 or more; both axes are multiples of it.</summary>
    public required int Factor { get; init; }

    internal override void Check(Violations found, JsonPointer at) => found.AtLeast(Factor, 1, at["factor"]);
}
