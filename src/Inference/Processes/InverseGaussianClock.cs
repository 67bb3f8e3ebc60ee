using GenPhys.Inference.Random;

namespace GenPhys.Inference.Processes;

/// <summary>
/// The inverse Gaussian clock of mean s-bar and shape Lambda, the first passage of a drifting Brownian motion, by the transformation of
/// Michael, Schucany, Haas 1976. It drives the mixed diffusion-Poisson flow and the normalised screened Poisson kernel.
/// </summary>
/// <param name="mean">s-bar, above 0.</param>
/// <param name="shape">Lambda, above 0.</param>
internal sealed class InverseGaussianClock(double mean, double shape) : ClockLaw
{
    /// <inheritdoc/>
    protected override double Clock(in NoiseKey key)
    {
        Span<double> normal = stackalloc double[1];
        Span<double> uniform = stackalloc double[1];
        Philox.FillNormal(key, normal);
        Philox.FillUniform(key, uniform, 1);

        // The smaller root of the quadratic, s-bar (1 + w - sqrt(w (2 + w))), without its cancellation.
        var w = 0.5 * mean * normal[0] * normal[0] / shape;
        var inverse = 1 + w + Math.Sqrt(w * (2 + w));
        return uniform[0] * (1 + (1 / inverse)) <= 1 ? mean / inverse : mean * inverse;
    }
}
