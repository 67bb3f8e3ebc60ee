namespace GenPhys.Contracts;

/// <summary>Euler's method on the probability-flow equation (Karras et al. 2022, algorithm 1 without the correction): one evaluation per step.</summary>
public sealed record EulerSampler : SamplerSpec;
