using GenPhys.Inference.Guidance.LowDensity;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A Gaussian of features, with a full covariance or one number for all of them.</summary>
public sealed record GaussianSpec
{
    /// <summary>Mean, <c>[features]</c>.</summary>
    public required double[] Mean { get; init; }

    /// <summary>Covariance, <c>[features][features]</c>, symmetric and positive definite.</summary>
    public double[][]? Covariance { get; init; }

    /// <summary>Standard deviation in every direction, above 0, in place of the covariance.</summary>
    public double? StandardDeviation { get; init; }

    internal static FeatureGaussian Isotropic(double[] mean, double deviation) => new(
        mean, [.. mean.Select((_, i) => mean.Select((_, j) => i == j ? deviation * deviation : 0).ToArray())]);

    internal FeatureGaussian Build(int dimension, string pointer)
    {
        if (Mean.Length != dimension || !Mean.All(double.IsFinite))
        {
            throw PartNetwork.Invalid($"{dimension} finite numbers are needed, one per feature.", pointer + "/mean");
        }

        if (Covariance is null == StandardDeviation is null || StandardDeviation is <= 0)
        {
            throw PartNetwork.Invalid("Either a covariance is needed, or a standardDeviation above 0.", pointer);
        }

        if (Covariance is not { } covariance)
        {
            return Isotropic(Mean, StandardDeviation!.Value);
        }

        if (covariance.Length != dimension || covariance.Any(row => row.Length != dimension)
            || covariance.Where((row, i) => row.Where((value, j) => Math.Abs(value - covariance[j][i]) > 1e-9 * Math.Abs(value)).Any()).Any())
        {
            throw PartNetwork.Invalid($"A symmetric matrix of {dimension} rows is needed.", pointer + "/covariance");
        }

        try
        {
            return new FeatureGaussian(Mean, covariance);
        }
        catch (ArgumentException exception)
        {
            throw PartNetwork.Invalid(exception.Message, pointer + "/covariance");
        }
    }
}
