namespace GenPhys.Inference.Processes;

/// <summary>
/// The third-order equation phi_ttt = nabla^2 phi (GenPhys, table 2) on its decaying branch exp(-k^(2/3) t): fractional diffusion with
/// beta = 1/3. Its tails fall as r^(-N - 2/3): medians are meaningful, moments are not.
/// </summary>
/// <param name="timeMin">Smallest time, above 0; by default that of level 0.001.</param>
/// <param name="timeMax">Time of the prior; by default that of level 40.</param>
public sealed class ThirdOrderProcess(double? timeMin = null, double? timeMax = null)
    : FractionalDiffusionProcess(1.0 / 3, timeMin, timeMax)
{
    /// <inheritdoc/>
    public override string Kind => "thirdOrder";
}
