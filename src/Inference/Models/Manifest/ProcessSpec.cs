using System.Text.Json.Serialization;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A generative process and its parameters. A new process is one record here or in TimedProcessSpecs.cs, and one line.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EdmProcessSpec), "edm")]
[JsonDerivedType(typeof(VeProcessSpec), "ve")]
[JsonDerivedType(typeof(VpProcessSpec), "vp")]
[JsonDerivedType(typeof(DdpmProcessSpec), "ddpm")]
[JsonDerivedType(typeof(PfgmProcessSpec), "pfgm")]
[JsonDerivedType(typeof(PfgmppProcessSpec), "pfgmpp")]
[JsonDerivedType(typeof(DiffusionProcessSpec), "diffusion")]
[JsonDerivedType(typeof(PoissonProcessSpec), "poisson")]
[JsonDerivedType(typeof(ScreenedPoissonProcessSpec), "screenedPoisson")]
[JsonDerivedType(typeof(HelmholtzProcessSpec), "helmholtz")]
[JsonDerivedType(typeof(MixedDiffusionPoissonProcessSpec), "mixedDiffusionPoisson")]
[JsonDerivedType(typeof(FractionalDiffusionProcessSpec), "fractionalDiffusion")]
[JsonDerivedType(typeof(ThirdOrderProcessSpec), "thirdOrder")]
[JsonDerivedType(typeof(DissipativeWaveProcessSpec), "dissipativeWave")]
public abstract record ProcessSpec
{
    /// <summary>The process.</summary>
    /// <returns>The process with these parameters.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range; its name is the member's.</exception>
    public abstract GenerativeProcess Create();
}

/// <summary>The process of Karras et al. 2022.</summary>
public sealed record EdmProcessSpec : ProcessSpec
{
    /// <summary>Smallest noise level, above 0; default 0.002.</summary>
    public double SigmaMin { get; init; } = 0.002;

    /// <summary>Noise level of the prior; default 80.</summary>
    public double SigmaMax { get; init; } = 80;

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new EdmProcess(SigmaMin, SigmaMax);
}

/// <summary>The variance-exploding process of Song et al. 2021.</summary>
public sealed record VeProcessSpec : ProcessSpec
{
    /// <summary>Noise level at t = 0, above 0; default 0.01.</summary>
    public double SigmaMin { get; init; } = 0.01;

    /// <summary>Noise level at t = 1; default 50.</summary>
    public double SigmaMax { get; init; } = 50;

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new VarianceExplodingProcess(SigmaMin, SigmaMax);
}

/// <summary>The variance-preserving process of Song et al. 2021.</summary>
public sealed record VpProcessSpec : ProcessSpec
{
    /// <summary>beta(0), above 0; default 0.1.</summary>
    public double BetaMin { get; init; } = 0.1;

    /// <summary>beta(1); default 20.</summary>
    public double BetaMax { get; init; } = 20;

    /// <summary>Smallest time a sampler visits, in (0, 1); default 0.001.</summary>
    public double TimeMin { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new VariancePreservingProcess(BetaMin, BetaMax, TimeMin);
}

/// <summary>The discrete diffusion of Ho et al. 2020 and Nichol, Dhariwal 2021.</summary>
public sealed record DdpmProcessSpec : ProcessSpec
{
    /// <summary>How the variances grow; <c>cosine</c> by default.</summary>
    public BetaSchedule Betas { get; init; } = BetaSchedule.Cosine;

    /// <summary>Steps T, 2 to 100,000; default 1,000.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>First variance of the linear schedule; default 1e-4.</summary>
    public double BetaMin { get; init; } = 1e-4;

    /// <summary>Last variance of the linear schedule; default 0.02.</summary>
    public double BetaMax { get; init; } = 0.02;

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new DdpmProcess(Betas, Steps, BetaMin, BetaMax);
}

/// <summary>The Poisson flow of Xu et al. 2022.</summary>
public sealed record PfgmProcessSpec : ProcessSpec
{
    /// <summary>Smallest z, above 0; default 0.001.</summary>
    public double ZMin { get; init; } = 1e-3;

    /// <summary>z of the prior; default 40.</summary>
    public double ZMax { get; init; } = 40;

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new PfgmProcess(ZMin, ZMax);
}

/// <summary>The Poisson flow with D augmented dimensions of Xu et al. 2023.</summary>
public sealed record PfgmppProcessSpec : ProcessSpec
{
    /// <summary>D, above 0.</summary>
    public required double AugmentedDimension { get; init; }

    /// <summary>Smallest level r/sqrt(D), above 0; default 0.002.</summary>
    public double SigmaMin { get; init; } = 0.002;

    /// <summary>Level of the prior; default 80.</summary>
    public double SigmaMax { get; init; } = 80;

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new PfgmppProcess(AugmentedDimension, SigmaMin, SigmaMax);
}
