namespace GenPhys.Contracts;

/// <summary>DPM-Solver-3 (Lu et al. 2022a): third order, three evaluations a step.</summary>
public sealed record DpmSolver3Sampler : SamplerSpec;
