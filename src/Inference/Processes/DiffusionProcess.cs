namespace GenPhys.Inference.Processes;

/// <summary>
/// A diffusion dx = f(t) x dt + g(t) dw with Gaussian kernels (Song et al. 2021). Fields and solvers work in
/// variance-exploding coordinates x / a_t at noise level sigma_t / a_t, where every diffusion here has the probability
/// flow dx/dsigma = (x - D)/sigma (Karras et al. 2022, eq. 3); a process with a_t below 1 is reached through
/// <see cref="ToVarianceExploding"/> and back.
/// </summary>
public abstract class DiffusionProcess : GenerativeProcess
{
    /// <summary>The kernel p(x_t | x_0).</summary>
    /// <param name="t">Process time.</param>
    /// <returns>Signal scale and noise.</returns>
    public abstract DiffusionKernel Kernel(double t);

    /// <summary>The time at which the noise level in variance-exploding units is <paramref name="sigma"/>.</summary>
    /// <param name="sigma">Noise level, 0 or more.</param>
    /// <returns>Process time.</returns>
    public abstract double Time(double sigma);

    /// <summary>The factor f(t) of the linear drift f(t) x.</summary>
    /// <param name="t">Process time.</param>
    /// <returns>Drift rate.</returns>
    public abstract double Drift(double t);

    /// <summary>The diffusion coefficient g(t).</summary>
    /// <param name="t">Process time.</param>
    /// <returns>Diffusion coefficient.</returns>
    public abstract double Diffusion(double t);

    /// <summary>Maps a state of the process to variance-exploding coordinates, x / a_t, in place.</summary>
    /// <param name="x">State in the process's own units.</param>
    /// <param name="t">Process time.</param>
    public void ToVarianceExploding(Span<double> x, double t) => Scale(x, 1 / Kernel(t).A);

    /// <summary>Maps a state from variance-exploding coordinates to the process's own, a_t x, in place.</summary>
    /// <param name="x">State in variance-exploding units.</param>
    /// <param name="t">Process time.</param>
    public void FromVarianceExploding(Span<double> x, double t) => Scale(x, Kernel(t).A);

    private static void Scale(Span<double> x, double factor)
    {
        for (var i = 0; i < x.Length; i++)
        {
            x[i] *= factor;
        }
    }
}
