namespace GenPhys.Inference.Engine;

/// <summary>The basis vector e_i: the lane's rate is the diagonal entry dD_i/dx_i, so dim such lanes give an exact trace.</summary>
/// <param name="index">Coordinate i, 0 or more.</param>
public sealed class BasisCotangent(int index) : Cotangent
{
    /// <inheritdoc/>
    public override void Write(
        in RowIdentity row, ReadOnlySpan<double> x, ReadOnlySpan<double> denoised, double noiseLevel, Span<double> cotangent)
    {
        cotangent.Clear();
        cotangent[index] = 1;
    }
}
