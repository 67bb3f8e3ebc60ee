using GenPhys.Inference.Random;

namespace GenPhys.Inference.Processes;

/// <summary>
/// The one-sided stable clock S of index beta with E exp(-u S) = exp(-u^beta), by Kanter 1975: with U uniform on (0, pi) and W
/// exponential, S = sin(beta U)/(sin U)^(1/beta) (sin((1 - beta) U)/W)^((1 - beta)/beta). sqrt(2 S) g is isotropic stable of index
/// alpha = 2 beta.
/// </summary>
/// <param name="beta">Index, in (0, 1).</param>
internal sealed class StableClock(double beta) : ClockLaw
{
    // sqrt(2 S) stays a finite number.
    private const double LargestLog = 690;

    /// <inheritdoc/>
    protected override double Clock(in NoiseKey key)
    {
        Span<double> uniforms = stackalloc double[2];
        Philox.FillUniform(key, uniforms);
        var u = uniforms[0];
        var logExponential = PortableLog.Of(-PortableLog.Of(uniforms[1]));
        var log = PortableLog.Of(PortableSin.OfPi(beta * u))
            - (PortableLog.Of(PortableSin.OfPi(u)) / beta)
            + ((1 - beta) / beta * (PortableLog.Of(PortableSin.OfPi((1 - beta) * u)) - logExponential));
        return PortableExp.Of(Math.Clamp(log, -LargestLog, LargestLog));
    }
}
