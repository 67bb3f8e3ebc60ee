namespace GenPhys.Contracts;

/// <summary>The ancestral sampler of Ho, Jain, Abbeel 2020: stochastic, one evaluation a step.</summary>
public sealed record DdpmSampler : SamplerSpec;
