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
/// Far from the data, where ‖Ê_x‖ is many z or many γ, both ways divide by what is smaller than the network's error; there
/// <see cref="DataRadius"/> keeps E[y | x] where data can be.
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

    /// <summary>
    /// How far from the origin a denoised point may lie, in units of the normalised data, above 0: the largest norm of the data bounds the mean of any of
    /// them, and what a network puts beyond is taken back to that sphere. Without a bound by default.
    /// </summary>
    public double? DataRadius { get; init; }

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

        if (DataRadius is { } radius && !(radius > 0 && double.IsFinite(radius)))
        {
            yield return ("dataRadius", "must be a positive finite number");
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

        var within = Within(denoised);
        if (within < 1)
        {
            for (var i = 0; i < n; i++)
            {
                denoised[i] *= within;
            }
        }
    }

    internal override void PullBack(
        ReadOnlySpan<double> x, double sigma, in PreconditioningCoefficients c, ReadOnlySpan<double> raw, ReadOnlySpan<double> cotangent, Span<double> rawCotangent, Span<double> direct)
    {
        var n = cotangent.Length;
        var (factor, slope) = sigma < SubstituteBelow ? Substitute(raw[..n], sigma) : (-sigma / Math.Min(raw[n], -SmallestFz), 0);
        cotangent.CopyTo(direct);
        if (DataRadius is not null)
        {
            // D before the bound stands in rawCotangent for a moment. The Jacobian of r D/|D| is r/|D| (I - D D^T/|D|^2).
            var free = rawCotangent[..n];
            var (across, squares) = (0.0, 0.0);
            for (var i = 0; i < n; i++)
            {
                free[i] = x[i] + (factor * raw[i]);
                across += free[i] * cotangent[i];
                squares += free[i] * free[i];
            }

            var within = Within(free);
            if (within < 1)
            {
                for (var i = 0; i < n; i++)
                {
                    direct[i] = within * (cotangent[i] - (across / squares * free[i]));
                }
            }
        }

        var along = 0.0;
        for (var i = 0; i < n; i++)
        {
            along += direct[i] * raw[i];
        }

        if (sigma < SubstituteBelow)
        {
            for (var i = 0; i < n; i++)
            {
                rawCotangent[i] = (factor * direct[i]) + (along * slope * raw[i]);
            }

            rawCotangent[n] = 0;
            return;
        }

        for (var i = 0; i < n; i++)
        {
            rawCotangent[i] = factor * direct[i];
        }

        rawCotangent[n] = raw[n] < -SmallestFz ? sigma * along / (raw[n] * raw[n]) : 0;
    }

    internal override Tensor Denoise(Tensor x, Tensor coefficients, ReadOnlySpan<double> sigma, Tensor raw)
    {
        var n = x.shape[1];
        var z = tensor(sigma.ToArray(), dtype: x.dtype, device: x.device).unsqueeze(1);
        var fx = raw.narrow(1, 0, n);
        var read = -z / raw.narrow(1, n, 1).clamp_max(-SmallestFz);
        if (SubstituteBelow == 0)
        {
            return Bounded(x + (read * fx));
        }

        var a = (fx.square().sum(1, keepdim: true) / n).clamp_min(1e-30).sqrt().clamp_max(LargestA);
        var q = a.pow(-2) - 1;
        var e = ((Gamma / a) + ((q * z * z) + (Gamma * Gamma)).sqrt()) / q;
        var substituted = ((e.square() + z.square()).sqrt() + Gamma) / Math.Sqrt(n);
        return Bounded(x + (where(z < SubstituteBelow, substituted, read) * fx));
    }

    /// <inheritdoc/>
    protected override PreconditioningCoefficients Evaluate(double sigma)
    {
        var deviation = Math.Sqrt((sigma * sigma) + (SigmaData * SigmaData));
        return new PreconditioningCoefficients(CSkip: 1, COut: sigma * SigmaData / deviation, CIn: 1 / deviation, CNoise: 0.25 * Math.Log(sigma));
    }

    private Tensor Bounded(Tensor denoised) =>
        DataRadius is { } radius ? denoised * (radius / denoised.square().sum(1, keepdim: true).sqrt().clamp_min(1e-30)).clamp_max(1) : denoised;

    // What takes D back to the sphere of the data; 1 inside, and 0 for a D beyond all numbers.
    private double Within(ReadOnlySpan<double> denoised)
    {
        if (DataRadius is not { } radius)
        {
            return 1;
        }

        var squares = 0.0;
        foreach (var d in denoised)
        {
            squares += d * d;
        }

        return squares > radius * radius ? radius / Math.Sqrt(squares) : 1;
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
