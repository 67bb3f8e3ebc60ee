namespace GenPhys.Inference.Processes;

/// <summary>
/// The Poisson flow phi_tt + nabla^2 phi = 0 as its own equation, with t = z: the process of PFGM (Xu et al. 2022).
/// </summary>
/// <param name="timeMin">Smallest time, above 0; default 0.001.</param>
/// <param name="timeMax">Time of the prior; default 40.</param>
public sealed class PoissonProcess(double timeMin = 1e-3, double timeMax = 40) : PfgmppProcess(1, timeMin, timeMax)
{
    /// <inheritdoc/>
    public override string Kind => "poisson";
}
