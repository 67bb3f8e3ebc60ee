namespace GenPhys.Inference.Engine;

/// <summary>
/// The derivative c^T (dG/dx) c of the guidance sum along a lane's cotangent c, by the central difference of fourth order over four lanes beside it:
/// [G(x - 2h) - 8 G(x - h) + 8 G(x + h) - G(x + 2h)] / 12h. It takes nothing of a term but its gradient, so that the divergence of a guided flow is known
/// for every term whose gradient is smooth. Steps count in noise levels, below which no term that belongs to a level has structure.
/// </summary>
internal static class GuidanceDifference
{
    /// <summary>Lanes of one derivative.</summary>
    public const int Lanes = 4;

    // Near the fifth root of the number type's precision, where rounding and truncation weigh the same; powers of two, so that steps are exact.
    private const double DoubleStep = 1.0 / 1024;
    private const double SingleStep = 1.0 / 32;

    /// <summary>Where a lane stands, in steps along c.</summary>
    /// <param name="lane">Lane of the derivative, 0 to 3.</param>
    /// <returns>Steps.</returns>
    public static int Offset(int lane) => lane < 2 ? lane - 2 : lane - 1;

    /// <summary>Factor of a lane.</summary>
    /// <param name="lane">Lane of the derivative, 0 to 3.</param>
    /// <returns>The factor, to be divided by the step.</returns>
    public static double Factor(int lane) => lane switch { 0 => 1.0 / 12, 1 => -8.0 / 12, 2 => 8.0 / 12, _ => -1.0 / 12 };

    /// <summary>The step along c.</summary>
    /// <param name="noiseLevel">Noise level of the lane.</param>
    /// <param name="cotangent">c, <c>[dim]</c>.</param>
    /// <param name="singlePrecision">Whether the gradients are computed in single precision.</param>
    /// <returns>h; 0 for a cotangent of length 0.</returns>
    public static double Step(double noiseLevel, ReadOnlySpan<double> cotangent, bool singlePrecision)
    {
        var squares = 0.0;
        foreach (var c in cotangent)
        {
            squares += c * c;
        }

        return squares > 0 ? noiseLevel * (singlePrecision ? SingleStep : DoubleStep) / Math.Sqrt(squares) : 0;
    }
}
