namespace GenPhys.Contracts;

/// <summary>Heun's second-order method (Karras et al. 2022, algorithm 1): two evaluations per step, one on the step to noise level 0.</summary>
public sealed record HeunSampler : SamplerSpec;
