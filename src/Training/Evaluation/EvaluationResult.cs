namespace GenPhys.Training.Evaluation;

/// <summary>What an evaluation of the averaged weights found.</summary>
/// <param name="Step">Steps done by then.</param>
/// <param name="HeldOutLoss">Denoising loss on held-out points with fixed noise, weighted by 1/c_out^2; minus it is the reduced ELBO; null where it is not finite.</param>
/// <param name="InfractionRate">Part of the samples outside the allowed set; null without an oracle.</param>
public sealed record EvaluationResult(int Step, double? HeldOutLoss, double? InfractionRate);
