namespace GenPhys.Contracts;

/// <summary>The explicit midpoint method: second order, two evaluations a step.</summary>
public sealed record MidpointSampler : SamplerSpec;
