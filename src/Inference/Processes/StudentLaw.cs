using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Processes;

/// <summary>
/// The isotropic Student-t law with D degrees of freedom and unit scale, which is the kernel of PFGM++ at sigma = r/sqrt(D) = 1
/// (Xu et al. 2023): g / sqrt(s/D) with g standard normal and s chi-square of D degrees. D = 1 is the Cauchy law of PFGM. One seed
/// gives the same g for every D.
/// </summary>
/// <param name="augmentedDimension">D, above 0 and finite.</param>
public sealed class StudentLaw(double augmentedDimension) : NoiseLaw
{
    /// <inheritdoc/>
    public override void Draw(in NoiseKey key, Span<double> noise)
    {
        Philox.FillNormal(key, noise);

        // The radius has a purpose of its own; the stage tells whose radius it is.
        var radius = key with { Purpose = NoisePurpose.Radius, Stage = (byte)key.Purpose };
        double scale;
        if (augmentedDimension == 1)
        {
            Span<double> eta = stackalloc double[1];
            Philox.FillNormal(radius, eta);
            scale = 1 / Math.Abs(eta[0]);
        }
        else
        {
            scale = 1 / Math.Sqrt(2 * GammaDraw.Of(radius, 0.5 * augmentedDimension) / augmentedDimension);
        }

        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] *= scale;
        }
    }
}
