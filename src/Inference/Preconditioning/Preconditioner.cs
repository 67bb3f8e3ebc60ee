using System.Text.Json.Serialization;
using static TorchSharp.torch;

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
[JsonDerivedType(typeof(PoissonFieldPreconditioner), "poissonField")]
[JsonDerivedType(typeof(ComponentPreconditioner), "component")]
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

    /// <summary>Outputs per row of a network of this parameterisation.</summary>
    /// <param name="dimension">Coordinates of a state.</param>
    /// <returns>As many as coordinates for all but a network that predicts a field with components of its own.</returns>
    public virtual int Outputs(int dimension) => dimension;

    /// <summary>What is wrong with the parameters: the member's JSON name and what would be right; empty if nothing is.</summary>
    public virtual IEnumerable<(string Member, string Problem)> Problems() => [];

    /// <summary>D of one row from F's outputs.</summary>
    internal virtual void Denoise(
        ReadOnlySpan<double> x, double sigma, in PreconditioningCoefficients c, ReadOnlySpan<double> raw, Span<double> denoised)
    {
        for (var i = 0; i < x.Length; i++)
        {
            denoised[i] = c.CSkip * x[i] + c.COut * raw[i];
        }
    }

    /// <summary>The cotangent of D of one row, taken back to F's outputs and to x beside F.</summary>
    internal virtual void PullBack(
        ReadOnlySpan<double> x, double sigma, in PreconditioningCoefficients c, ReadOnlySpan<double> raw, ReadOnlySpan<double> cotangent, Span<double> rawCotangent, Span<double> direct)
    {
        for (var i = 0; i < cotangent.Length; i++)
        {
            rawCotangent[i] = c.COut * cotangent[i];
            direct[i] = c.CSkip * cotangent[i];
        }
    }

    /// <summary>D <c>[rows, dim]</c> from F's outputs, differentiable; the rows of <paramref name="coefficients"/> are c_skip, c_out, c_in, c_noise.</summary>
    internal virtual Tensor Denoise(Tensor x, Tensor coefficients, ReadOnlySpan<double> sigma, Tensor raw) =>
        coefficients.select(0, 0) * x + coefficients.select(0, 1) * raw;

    /// <summary>The formulas of the parameterisation, for a noise level that is known to be valid.</summary>
    protected abstract PreconditioningCoefficients Evaluate(double sigma);
}
