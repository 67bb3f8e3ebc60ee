namespace GenPhys.Contracts;

/// <summary>DPM-Solver-2 (Lu et al. 2022a): second order, two evaluations a step.</summary>
public sealed record DpmSolver2Sampler : SamplerSpec;
