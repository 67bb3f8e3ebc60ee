namespace GenPhys.Inference.Guidance;

/// <summary>Where in its program a lane stands.</summary>
/// <param name="NoiseLevel">Noise level sigma, above 0.</param>
/// <param name="Stage">Evaluation within the solver step, from 0: 1 is Heun's corrector.</param>
/// <param name="Last">Whether the step ends at noise level 0.</param>
public readonly record struct LaneMoment(double NoiseLevel, byte Stage, bool Last);
