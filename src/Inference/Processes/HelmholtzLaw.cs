using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Processes;

/// <summary>
/// Draws of the Helmholtz kernel cut at k0 rho = r_c, by rejection from the Poisson kernel: below r_c the ratio of the two,
/// z^(nu+1) |Y_{nu+1}(z)| up to a factor, grows with z = k0 rho, so its value at r_c bounds it.
/// </summary>
/// <param name="k0">Wave number.</param>
/// <param name="t">Time.</param>
internal sealed class HelmholtzLaw(double k0, double t) : NoiseLaw
{
    private const int MostAttempts = 10_000;

    /// <inheritdoc/>
    public override void Draw(in NoiseKey key, Span<double> noise)
    {
        var nu = 0.5 * (noise.Length - 1);
        var zero = BesselFunctions.FirstZeroY(nu);
        var largest = LogRatio(nu, zero);
        var radius = key with { Purpose = NoisePurpose.Radius, Stage = (byte)key.Purpose };
        Span<double> clock = stackalloc double[1];
        Span<double> uniform = stackalloc double[1];
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            // Attempts walk along the elements of the key, so that a draw never depends on another one.
            Philox.FillNormal(key, noise, (long)attempt * noise.Length);
            Philox.FillNormal(radius, clock, 2 * attempt);
            Philox.FillUniform(radius, uniform, (2 * attempt) + 1);
            var scale = t / Math.Abs(clock[0]);
            var d2 = 0.0;
            for (var i = 0; i < noise.Length; i++)
            {
                noise[i] *= scale;
                d2 += noise[i] * noise[i];
            }

            var z = k0 * Math.Sqrt((t * t) + d2);
            if (z < zero && Math.Log(uniform[0]) < LogRatio(nu, z) - largest)
            {
                return;
            }
        }

        // Where nearly all of the Poisson kernel lies beyond r_c the density is flat inside: the row is given up instead of waiting.
        noise.Fill(double.NaN);
    }

    private static double LogRatio(double nu, double z)
    {
        var (_, upper, scale) = BesselFunctions.PairY(nu, z);
        return ((nu + 1) * Math.Log(z)) + Math.Log(Math.Abs(upper)) + scale;
    }
}
