using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>|y - H x|^2 / (2 s^2): a linear measurement (Song et al. 2023, "Loss-guided diffusion models", eq. 19).</summary>
public sealed record LinearLoss : LossSpec
{
    /// <summary>H.</summary>
    public required LinearOperatorSpec Operator { get; init; }

    /// <summary>y, one number per row of H.</summary>
    public required double[] Measurement { get; init; }

    /// <summary>Standard deviation s of the measurement's noise, above 0; 1 by default.</summary>
    public double? StandardDeviation { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        Operator.Check(found, at["operator"]);
        found.Finite(Measurement, at["measurement"]);
        found.Above(StandardDeviation, 0, at["standardDeviation"]);
    }
}
