using static TorchSharp.torch;

namespace GenPhys.Inference.Preconditioning;

/// <summary>
/// A network with N + 1 outputs that predicts the negative normalised Poisson field
/// f = (f_x, f_z) = -√N Ê/(‖Ê‖ + γ), Ê = (x - E[y | x], z) (Xu et al. 2022, algorithm 2). Its denoiser is x - z f_x/f_z.
/// The network reads c_in x with c_in = 1/√(z² + σ_d²) and c_noise = ¼ ln z; σ is z.
/// </summary>
/// <remarks>
/// Near the data f_z vanishes with z, so below <see cref="SubstituteBelow"/> ‖Ê_x‖ is solved from a = ‖f_x‖/√N instead:
/// with q = 1/a² - 1 the definition of f gives e = ‖Ê_x‖ = (γ/a + √(γ² + q z²))/q, and Ê_x = -f_x (√(e² + z²) + γ)/√N.
/// </remarks>
public sealed record PoissonFieldPreconditioner : Preconditioner
{
    // A sound network has f_z < 0; what is above -SmallestFz would throw the drift to infinity.
    private const double SmallestFz = 1e-5;
    private const double LargestA = 1 - 1e-6;

    /// <summary>γ, added to the norm of the field, 0 or more; default 5.</summary>
    public double Gamma { get; init; } = 5;

    /// <summary>z below which f_z is not read, 0 or more; default 0, which reads it everywhere.</summary>
    public double SubstituteBelow { get; init; }

    /// <summary>σ_d, the root mean square of the data per coordinate; greater than 0, default 0.5.</summary>
    public double SigmaData { get; init; } = 0.5;

    /// <inheritdoc/>
    public override int Outputs(int dimension) => dimension + 1;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (!(Gamma >= 0 && double.IsFinite(Gamma)))
        {
            yield return ("gamma", "must be 0 or more and finite");
        }

        if (!(SubstituteBelow >= 0 && double.IsFinite(SubstituteBelow)))
        {
            yield return ("substituteBelow", "must be 0 or more and finite");
        }

        if (!(SigmaData > 0 && double.IsFinite(SigmaData)))
        {
            yield return ("sigmaData", "must be a positive finite number");
        }
    }

    internal override void Denoise(
        ReadOnlySpan<double> x, double sigma, in PreconditioningCoefficients c, ReadOnlySpan<double> raw, Span<double> denoised)
    {
        var n = x.Length;
        var factor = sigma < SubstituteBelow ? Substitute(raw[..n], sigma).Factor : -sigma / Math.Min(raw[n], -SmallestFz);
        for (var i = 0; i < n; i++)
        {
            denoised[i] = x[i] + (factor * raw[i]);
        }
    }

    internal override void PullBack(
        double sigma, in PreconditioningCoefficients c, ReadOnlySpan<double> raw, ReadOnlySpan<double> cotangent, Span<double> rawCotangent, Span<double> direct)
    {
        var n = cotangent.Length;
        cotangent.CopyTo(direct);
        var along = 0.0;
        for (var i = 0; i < n; i++)
        {
            along += cotangent[i] * raw[i];
        }

        if (sigma < SubstituteBelow)
        {
            var (factor, slope) = Substitute(raw[..n], sigma);
            for (var i = 0; i < n; i++)
            {
                rawCotangent[i] = (factor * cotangent[i]) + (along * slope * raw[i]);
            }

            rawCotangent[n] = 0;
            return;
        }

        var fz = Math.Min(raw[n], -SmallestFz);
        for (var i = 0; i < n; i++)
        {
            rawCotangent[i] = -sigma / fz * cotangent[i];
        }

        rawCotangent[n] = raw[n] < -SmallestFz ? sigma * along / (fz * fz) : 0;
    }

    internal override Tensor Denoise(Tensor x, Tensor coefficients, ReadOnlySpan<double> sigma, Tensor raw)
    {
        var n = x.shape[1];
        var z = tensor(sigma.ToArray(), dtype: x.dtype, device: x.device).unsqueeze(1);
        var fx = raw.narrow(1, 0, n);
        var read = -z / raw.narrow(1, n, 1).clamp_max(-SmallestFz);
        if (SubstituteBelow == 0)
        {
            return x + (read * fx);
        }

        var a = (fx.square().sum(1, keepdim: true) / n).clamp_min(1e-30).sqrt().clamp_max(LargestA);
        var q = a.pow(-2) - 1;
        var e = ((Gamma / a) + ((q * z * z) + (Gamma * Gamma)).sqrt()) / q;
        var substituted = ((e.square() + z.square()).sqrt() + Gamma) / Math.Sqrt(n);
        return x + (where(z < SubstituteBelow, substituted, read) * fx);
    }

    /// <inheritdoc/>
    protected override PreconditioningCoefficients Evaluate(double sigma)
    {
        var deviation = Math.Sqrt((sigma * sigma) + (SigmaData * SigmaData));
        return new PreconditioningCoefficients(CSkip: 1, COut: sigma * SigmaData / deviation, CIn: 1 / deviation, CNoise: 0.25 * Math.Log(sigma));
    }

    // The factor s/√N on f_x with s = √(e² + z²) + γ, and what multiplies f_x in its gradient: s'(a)/(√N N a).
    private (double Factor, double Slope) Substitute(ReadOnlySpan<double> fx, double z)
    {
        var n = fx.Length;
        var squares = 0.0;
        foreach (var f in fx)
        {
            squares += f * f;
        }

        var root = Math.Sqrt(n);
        var free = Math.Sqrt(squares / n);
        if (free < 1e-15)
        {
            return ((z + Gamma) / root, 0);
        }

        var a = Math.Min(free, LargestA);
        var q = (1 / (a * a)) - 1;
        var r = Math.Sqrt((Gamma * Gamma) + (q * z * z));
        var numerator = (Gamma / a) + r;
        var e = numerator / q;
        var norm = Math.Sqrt((e * e) + (z * z));
        if (free >= LargestA)
        {
            return ((norm + Gamma) / root, 0);
        }

        var dq = -2 / (a * a * a);
        var dNumerator = (-Gamma / (a * a)) + (z * z * dq / (2 * r));
        var de = ((dNumerator * q) - (numerator * dq)) / (q * q);
        return ((norm + Gamma) / root, e * de / norm / (root * n * a));
    }
}
