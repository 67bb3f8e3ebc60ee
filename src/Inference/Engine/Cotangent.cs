namespace GenPhys.Inference.Engine;

/// <summary>
/// Gives a lane its cotangent c. The engine reports the lane's rate c^T J^T c with the Jacobian J of the denoiser, or of the guided denoiser
/// D + sigma^2 G where terms act: a diagonal entry of it for a basis vector, Hutchinson's estimate of its trace for a probe.
/// </summary>
public abstract class Cotangent
{
    /// <summary>Writes the cotangent of one lane.</summary>
    /// <param name="row">Whose lane it is; probes draw from it.</param>
    /// <param name="x">State, <c>[dim]</c>; empty where the cotangent is asked for before the evaluation, which guided lanes do.</param>
    /// <param name="denoised">Denoiser at the state, <c>[dim]</c>; likewise.</param>
    /// <param name="noiseLevel">Noise level of the lane.</param>
    /// <param name="cotangent">Receives c, <c>[dim]</c>.</param>
    public abstract void Write(
        in RowIdentity row, ReadOnlySpan<double> x, ReadOnlySpan<double> denoised, double noiseLevel, Span<double> cotangent);
}
