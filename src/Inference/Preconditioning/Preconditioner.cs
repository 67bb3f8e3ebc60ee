using System.Text.Json.Serialization;

namespace GenPhys.Inference.Preconditioning;

/// <summary>
/// How a raw network becomes a denoiser. Every parameterisation is one record in this folder, named by
/// <c>kind</c> in a model artifact, and speaks of noise levels σ in variance-exploding (EDM) coordinates.
/// </summary>
/// <remarks>All arithmetic is float64: at σ = 0.002 the factor 1/σ² is 2.5e5 and float32 loses the signal.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EdmPreconditioner), "edm")]
[JsonDerivedType(typeof(VePreconditioner), "ve")]
[JsonDerivedType(typeof(VpPreconditioner), "vp")]
[JsonDerivedType(typeof(RawPreconditioner), "raw")]
public abstract record Preconditioner
{
    /// <summary>The coefficients at one noise level.</summary>
    /// <param name="sigma">Noise level σ, greater than 0 and finite, in units of the normalised data.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sigma"/> is not a positive finite number.</exception>
    public PreconditioningCoefficients At(double sigma)
    {
        if (!(sigma > 0) || double.IsInfinity(sigma))
        {
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "A noise level must be positive and finite.");
        }

        return Evaluate(sigma);
    }

    /// <summary>What is wrong with the parameters: the member's JSON name and what would be right; empty if nothing is.</summary>
    public virtual IEnumerable<(string Member, string Problem)> Problems() => [];

    /// <summary>The formulas of the parameterisation, for a noise level that is known to be valid.</summary>
    protected abstract PreconditioningCoefficients Evaluate(double sigma);
}
