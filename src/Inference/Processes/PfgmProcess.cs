namespace GenPhys.Inference.Processes;

/// <summary>
/// PFGM (Xu et al. 2022): the Poisson flow with one augmented dimension z, which is PFGM++ with D = 1 and sigma = z. The prior is
/// the Cauchy law of scale zMax, and x - D is the x part of the field divided by its z part, times z.
/// </summary>
/// <param name="zMin">Smallest z, above 0; default 0.001.</param>
/// <param name="zMax">z of the prior; default 40.</param>
public sealed class PfgmProcess(double zMin = 1e-3, double zMax = 40) : PfgmppProcess(1, zMin, zMax)
{
    /// <inheritdoc/>
    public override string Kind => "pfgm";
}
