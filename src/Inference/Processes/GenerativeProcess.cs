using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Processes;

/// <summary>Noise of a process: a draw of the law times the scale.</summary>
/// <param name="Law">Law of the draw.</param>
/// <param name="Scale">Factor on the draw.</param>
public readonly record struct ProcessNoise(NoiseLaw Law, double Scale);

/// <summary>
/// A process that carries data to a prior, seen in its anchor variable sigma: x_sigma = x_0 + noise(sigma), and the
/// deterministic flow dx/dsigma = (x - D(x; sigma))/sigma whose marginals are those of the process. For diffusions sigma
/// is the noise level of Karras et al. 2022, for PFGM++ r/sqrt(D) (Xu et al. 2023), for PFGM z (Xu et al. 2022).
/// </summary>
public abstract class GenerativeProcess
{
    /// <summary>Name of the process in artifacts.</summary>
    public abstract string Kind { get; }

    /// <summary>Smallest level a sampler visits before 0, above 0.</summary>
    public abstract double SigmaMin { get; }

    /// <summary>Level of the prior.</summary>
    public abstract double SigmaMax { get; }

    /// <summary>
    /// What a state at the prior's level, in the coordinates of fields and solvers, is multiplied by to be a latent in the process's own units; 1 but for
    /// processes that scale the signal down.
    /// </summary>
    public virtual double LatentScale => 1;

    /// <summary>The levels that the process consists of; null where every level between the ends is one.</summary>
    public virtual NoiseLevelGrid? Grid => null;

    /// <summary>The noise that takes a clean point to a level.</summary>
    /// <param name="sigma">Level, above 0.</param>
    /// <returns>Law and scale.</returns>
    public virtual ProcessNoise Noise(double sigma) => new(NoiseLaw.Gaussian, sigma);

    /// <summary>The noise that lifts a point from one level to a higher one, as Restart does; null where the process has none.</summary>
    /// <param name="low">Level to start from, 0 or more.</param>
    /// <param name="high">Level to reach, above <paramref name="low"/>.</param>
    /// <returns>Law and scale.</returns>
    public virtual ProcessNoise? Jump(double low, double high) => new(NoiseLaw.Gaussian, Math.Sqrt((high - low) * (high + low)));

    /// <summary>
    /// The log kernel ln p(x | y) at squared distance d^2 = |x - y|^2, normalised over x. The prior is the kernel at sigmaMax centred
    /// on 0.
    /// </summary>
    /// <param name="d2">Squared distance.</param>
    /// <param name="sigma">Level, above 0.</param>
    /// <param name="dimension">Coordinates N.</param>
    /// <returns>Nats.</returns>
    public virtual double LogKernel(double d2, double sigma, int dimension) =>
        (-0.5 * d2 / (sigma * sigma)) - (0.5 * dimension * Math.Log(2 * Math.PI * sigma * sigma));

    /// <summary>ln p at one squared distance minus ln p at another, without cancellation.</summary>
    /// <param name="d2">Squared distance.</param>
    /// <param name="reference">Squared distance that is compared with.</param>
    /// <param name="sigma">Level, above 0.</param>
    /// <param name="dimension">Coordinates N.</param>
    /// <returns>Nats.</returns>
    public virtual double LogKernelRatio(double d2, double reference, double sigma, int dimension) =>
        -0.5 * (d2 - reference) / (sigma * sigma);

    /// <summary>ln p at many squared distances, up to a number common to all of them, without cancellation.</summary>
    /// <param name="d2">Squared distances, 1 or more.</param>
    /// <param name="sigma">Level, above 0.</param>
    /// <param name="dimension">Coordinates N.</param>
    /// <param name="log">Receives nats, as many.</param>
    public virtual void LogKernels(ReadOnlySpan<double> d2, double sigma, int dimension, Span<double> log)
    {
        var nearest = double.PositiveInfinity;
        foreach (var distance in d2)
        {
            nearest = Math.Min(nearest, distance);
        }

        for (var i = 0; i < d2.Length; i++)
        {
            log[i] = LogKernelRatio(d2[i], nearest, sigma, dimension);
        }
    }

    /// <summary>The derivative of the log kernel by d^2.</summary>
    /// <param name="d2">Squared distance.</param>
    /// <param name="sigma">Level, above 0.</param>
    /// <param name="dimension">Coordinates N.</param>
    /// <returns>Nats per unit of d^2.</returns>
    public virtual double LogKernelSlope(double d2, double sigma, int dimension) => -0.5 / (sigma * sigma);

    /// <summary>
    /// Whether x - D is x minus the posterior mean of the data. Where it is not, <see cref="DisplacementFactor"/> tells how far each
    /// datum repels.
    /// </summary>
    public virtual bool HasUnitDisplacement => true;

    /// <summary>
    /// The factor c of the flow of a single datum, dx/dln sigma = c (x - y). A mixture of data moves by the posterior mean of
    /// c (x - y), because density and flux of the equation are linear in its field.
    /// </summary>
    /// <param name="d2">Squared distance.</param>
    /// <param name="sigma">Level, above 0.</param>
    /// <param name="dimension">Coordinates N.</param>
    /// <returns>c; 1 for most processes.</returns>
    public virtual double DisplacementFactor(double d2, double sigma, int dimension) => 1;

    /// <summary>The derivative of <see cref="DisplacementFactor"/> by d^2.</summary>
    /// <param name="d2">Squared distance.</param>
    /// <param name="sigma">Level, above 0.</param>
    /// <param name="dimension">Coordinates N.</param>
    /// <returns>Per unit of d^2.</returns>
    public virtual double DisplacementSlope(double d2, double sigma, int dimension) => 0;

    /// <summary>Whether the equation creates or destroys density on the way, so that samples carry weights.</summary>
    public virtual bool HasBirthAndDeath => false;

    /// <summary>
    /// Whether the density of a point follows from the flow by the change of variables: not where density is created or destroyed on the
    /// way, nor where part of it sits on fronts.
    /// </summary>
    public virtual bool HasLikelihood => !HasBirthAndDeath;

    /// <summary>The growth d ln w/d ln sigma of the weight of a particle that comes from a single datum, R/p times d t/d ln sigma.</summary>
    /// <param name="d2">Squared distance.</param>
    /// <param name="sigma">Level, above 0.</param>
    /// <param name="dimension">Coordinates N.</param>
    /// <returns>Nats per unit of ln sigma; 0 without birth and death.</returns>
    public virtual double GrowthRate(double d2, double sigma, int dimension) => 0;

    /// <summary>
    /// The log weight with which a draw of <see cref="Noise"/> starts: ln of the kernel with its mass minus ln of the law that was drawn
    /// from. 0 where the draw is the kernel's own.
    /// </summary>
    /// <param name="d2">Squared length of the draw.</param>
    /// <param name="sigma">Level of the draw.</param>
    /// <param name="dimension">Coordinates N.</param>
    /// <returns>Nats.</returns>
    public virtual double LogPriorWeight(double d2, double sigma, int dimension) => 0;

    /// <summary>Why the process is no density flow for some data.</summary>
    /// <param name="dimension">Coordinates N, 1 or more.</param>
    /// <param name="radius">Largest distance of a datum from 0; 0 where it is not known.</param>
    /// <returns>The parameter at fault, and a sentence; none where the process is valid.</returns>
    public virtual IEnumerable<(string Member, string Problem)> Problems(int dimension, double radius = 0) => [];

    /// <summary>Whether the reverse-time stochastic equation of diffusions holds, which stochastic samplers solve.</summary>
    public virtual bool HasReverseSde => true;

    /// <summary>Refuses parameters that are not finite and ordered.</summary>
    /// <param name="low">Lower value, above 0.</param>
    /// <param name="high">Upper value, above <paramref name="low"/>.</param>
    /// <param name="lowName">Name of the lower parameter.</param>
    /// <param name="highName">Name of the upper parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">The values are not 0 &lt; low &lt; high &lt; infinity.</exception>
    protected static void RequireOrdered(double low, double high, string lowName, string highName)
    {
        if (!(double.IsFinite(low) && low > 0))
        {
            throw new ArgumentOutOfRangeException(lowName, low, $"{lowName} must be finite and above 0.");
        }

        if (!(double.IsFinite(high) && high > low))
        {
            throw new ArgumentOutOfRangeException(highName, high, $"{highName} must be finite and above {lowName} ({low}).");
        }
    }
}
