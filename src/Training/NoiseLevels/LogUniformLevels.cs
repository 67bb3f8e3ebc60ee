using GenPhys.Inference.Processes;

namespace GenPhys.Training.NoiseLevels;

/// <summary>ln sigma uniform on [ln low, ln high]: every decade of noise gets the same share of the steps.</summary>
public sealed record LogUniformLevels : NoiseLevelLaw
{
    /// <summary>Smallest noise level, above 0.</summary>
    public required double Low { get; init; }

    /// <summary>Largest noise level, above <see cref="Low"/>.</summary>
    public required double High { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() => RangeProblems(Low, High);

    /// <inheritdoc/>
    public override double Quantile(double p, GenerativeProcess process) => Low * Math.Pow(High / Low, p);
}
