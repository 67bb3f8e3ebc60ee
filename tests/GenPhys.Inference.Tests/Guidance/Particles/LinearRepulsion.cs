using GenPhys.Inference.Guidance.Particles;

namespace GenPhys.Inference.Tests.Guidance.Particles;

/// <summary>log Phi = c / (1 + sigma^2) |x_1 - x_2|^2 / 2 of a pair, whose laws are known.</summary>
internal sealed class LinearRepulsion(double c) : Potential
{
    public override void AddForces(in ParticleGroup group)
    {
        var (d, factor) = (group.Dimension, c / (1 + (group.NoiseLevel * group.NoiseLevel)));
        for (var j = 0; j < d; j++)
        {
            var difference = group.X[j] - group.X[d + j];
            group.Force[j] += factor * difference;
            group.Force[d + j] -= factor * difference;
        }
    }
}
