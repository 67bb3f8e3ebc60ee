namespace GenPhys.Contracts;

/// <summary>DPM-Solver++(3M) (Lu et al. 2022b): multi-step of third order, one evaluation a step.</summary>
public sealed record DpmSolverPp3mSampler : SamplerSpec;
