using GenPhys.Inference.Processes;

namespace GenPhys.Training.NoiseLevels;

/// <summary>
/// sigma = (u high^(1/rho) + (1 - u) low^(1/rho))^rho with u uniform on (0, 1): the noise levels of the EDM sampler's grid (Karras et al. 2022, eq. 5)
/// as a law, whose share of the steps between two levels is that of the grid.
/// </summary>
public sealed record PowerLevels : NoiseLevelLaw
{
    /// <summary>Smallest noise level, above 0.</summary>
    public required double Low { get; init; }

    /// <summary>Largest noise level, above <see cref="Low"/>.</summary>
    public required double High { get; init; }

    /// <summary>rho, 0.1 to 100; 1 is uniform in sigma, large values approach uniform in ln sigma (default 7).</summary>
    public double Rho { get; init; } = 7;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() =>
        [.. RangeProblems(Low, High), .. Rho is >= 0.1 and <= 100 ? Array.Empty<(string, string)>() : [("rho", $"is {Rho}, must lie in 0.1 .. 100")]];

    /// <inheritdoc/>
    public override double Quantile(double p, GenerativeProcess process) =>
        Math.Pow((p * Math.Pow(High, 1 / Rho)) + ((1 - p) * Math.Pow(Low, 1 / Rho)), Rho);
}
