namespace GenPhys.Inference.Guidance.Particles;

/// <summary>log Phi = -(1/2) sum_ij exp(-|x_i - x_j|^2 / h) (Corso et al. 2024, eq. 4), over all coordinates or some.</summary>
/// <param name="bandwidth">h.</param>
/// <param name="indices">Coordinates that are compared.</param>
public sealed class RbfPotential(Bandwidth bandwidth, int[] indices) : Potential
{
    private readonly GaussianKernel _kernel = new(bandwidth);
    private readonly SomeCoordinates _coordinates = new(indices);

    /// <inheritdoc/>
    public override void AddForces(in ParticleGroup group)
    {
        var features = _coordinates.Read(group, out var force);
        _kernel.AddForces(features, group.Count, group.NoiseLevel, force);
        _coordinates.AddBack(group);
    }
}
