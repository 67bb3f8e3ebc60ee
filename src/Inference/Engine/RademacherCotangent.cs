using GenPhys.Inference.Random;

namespace GenPhys.Inference.Engine;

/// <summary>
/// A Rademacher probe z with E[z z^T] = I: the lane's rate z^T J_D z estimates the trace (Hutchinson 1990). One probe
/// serves a row's whole trajectory, so that the integrand stays smooth for an adaptive solver.
/// </summary>
/// <param name="probe">Number of the probe, 0 to 255.</param>
public sealed class RademacherCotangent(byte probe) : Cotangent
{
    /// <inheritdoc/>
    public override void Write(
        in RowIdentity row, ReadOnlySpan<double> x, ReadOnlySpan<double> denoised, double noiseLevel, Span<double> cotangent)
        => Philox.FillSigns(row.Key(NoisePurpose.Probe, 0, probe), cotangent);
}
