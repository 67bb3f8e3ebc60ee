namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// A joint potential of a group of samples (Corso et al. 2024, "Particle guidance", eq. 4). A new kind is a file of its own and a line
/// in <see cref="PotentialFactory"/>. An instance belongs to one request.
/// </summary>
public abstract class Potential : IDisposable
{
    /// <summary>Whether groups are given in the model's normalised units; in data units otherwise.</summary>
    public virtual bool InNormalisedUnits => false;

    /// <summary>Price of one sample's share, in millions of floating-point operations, beside the pairs.</summary>
    public virtual double Cost => 0;

    /// <summary>Adds grad_i of log Phi at weight 1. Groups of two samples or more come here.</summary>
    /// <param name="group">The group.</param>
    public abstract void AddForces(in ParticleGroup group);

    /// <summary>Releases what the potential holds on the device.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
