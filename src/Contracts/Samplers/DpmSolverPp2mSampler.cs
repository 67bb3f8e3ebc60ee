namespace GenPhys.Contracts;

/// <summary>DPM-Solver++(2M) (Lu et al. 2022b): multi-step of second order, one evaluation a step.</summary>
public sealed record DpmSolverPp2mSampler : SamplerSpec;
