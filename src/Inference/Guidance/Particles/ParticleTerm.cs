using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// Particle guidance (Corso et al. 2024, "Particle guidance", eq. 3): the samples of a group are evaluated one by one and stepped together, and each gets
/// g_i = grad_i log Phi of their joint potential, at weight w sigma^p. A group of one gets nothing. On the flow the whole drift is
/// scaled, so Langevin's multiplier c of the stochastic sampler scales guidance by 1 + c with it.
/// </summary>
/// <param name="potential">log Phi.</param>
public sealed class ParticleTerm(Potential potential) : GroupTerm
{
    private double[] _numbers = [];
    private double[] _ones = [];

    /// <summary>Power p of the noise level in the weight; default 0.</summary>
    public double SigmaPower { get; init; }

    /// <summary>What the potential is divided by; default nothing.</summary>
    public PotentialNormalisation Normalisation { get; init; }

    /// <summary>How the model's units become data units; the same units where null.</summary>
    public NormalisationSpec? Units { get; init; }

    /// <inheritdoc/>
    public override double WeightAt(double noiseLevel) => SigmaPower == 0 ? Weight : Weight * Math.Pow(noiseLevel, SigmaPower);

    // Half a pair per other sample: some ten operations a coordinate, and an exponential.
    /// <inheritdoc/>
    public override double Cost(int dimension) => potential.Cost + (1e-6 * 0.5 * Rows * ((10 * dimension) + 40));

    /// <inheritdoc/>
    public override void Write(in GuidanceGroup group)
    {
        var (n, d) = (group.Addresses.Length, group.Dimension);
        if (n < 2)
        {
            return;
        }

        if (Units is { } units && !potential.InNormalisedUnits)
        {
            WriteInDataUnits(group, units);
        }
        else
        {
            if (_ones.Length != d)
            {
                _ones = new double[d];
                Array.Fill(_ones, 1);
            }

            potential.AddForces(new ParticleGroup(d, group.NoiseLevel, group.X, group.Denoised, _ones, group.Gradient));
        }

        if (Normalisation == PotentialNormalisation.Mean)
        {
            foreach (ref var g in group.Gradient)
            {
                g /= n;
            }
        }
    }

    private void WriteInDataUnits(in GuidanceGroup group, NormalisationSpec units)
    {
        var (numbers, d) = (group.X.Length, group.Dimension);
        if (_numbers.Length < 2 * numbers)
        {
            _numbers = new double[2 * numbers];
        }

        var x = _numbers.AsSpan(0, numbers);
        var denoised = _numbers.AsSpan(numbers, numbers);
        for (var i = 0; i < numbers; i++)
        {
            x[i] = units.Mean[i % d] + (units.Scale[i % d] * group.X[i]);
            denoised[i] = units.Mean[i % d] + (units.Scale[i % d] * group.Denoised[i]);
        }

        potential.AddForces(new ParticleGroup(d, group.NoiseLevel, x, denoised, units.Scale, group.Gradient));
        for (var i = 0; i < numbers; i++)
        {
            group.Gradient[i] *= units.Scale[i % d];
        }
    }
}
