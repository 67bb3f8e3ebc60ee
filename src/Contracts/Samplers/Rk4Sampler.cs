namespace GenPhys.Contracts;

/// <summary>The classical Runge-Kutta method: fourth order, four evaluations a step.</summary>
public sealed record Rk4Sampler : SamplerSpec;
