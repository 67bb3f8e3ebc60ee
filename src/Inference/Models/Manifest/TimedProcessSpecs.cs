using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A density flow that an equation in time defines (Liu, Luo, Xu, Jaakkola, Tegmark 2023, GenPhys).</summary>
public abstract record TimedProcessSpec : ProcessSpec
{
    /// <summary>Smallest time, above 0; by default that of level 0.001.</summary>
    public double? TimeMin { get; init; }

    /// <summary>Time of the prior; by default that of level 40, or less where the process needs it.</summary>
    public double? TimeMax { get; init; }
}

/// <summary>The heat equation phi_t = nabla^2 phi; the kernel of time t has variance 2t.</summary>
public sealed record DiffusionProcessSpec : TimedProcessSpec
{
    /// <inheritdoc/>
    public override GenerativeProcess Create() => new HeatProcess(TimeMin ?? 5e-7, TimeMax ?? 800);
}

/// <summary>The Poisson flow phi_tt + nabla^2 phi = 0, PFGM by its equation.</summary>
public sealed record PoissonProcessSpec : TimedProcessSpec
{
    /// <inheritdoc/>
    public override GenerativeProcess Create() => new PoissonProcess(TimeMin ?? 1e-3, TimeMax ?? 40);
}

/// <summary>The screened Poisson (Yukawa) flow, with deaths.</summary>
public sealed record ScreenedPoissonProcessSpec : TimedProcessSpec
{
    /// <summary>Screening mass m, above 0.</summary>
    public required double M { get; init; }

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new ScreenedPoissonProcess(M, TimeMin, TimeMax);
}

/// <summary>The Helmholtz flow, with births; valid for data that are small beside 1/k0.</summary>
public sealed record HelmholtzProcessSpec : TimedProcessSpec
{
    /// <summary>Wave number k0, above 0.</summary>
    public required double K0 { get; init; }

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new HelmholtzProcess(K0, TimeMin, TimeMax);
}

/// <summary>The mixed flow a phi_tt - b phi_t + nabla^2 phi = 0.</summary>
public sealed record MixedDiffusionPoissonProcessSpec : TimedProcessSpec
{
    /// <summary>a, above 0.</summary>
    public required double A { get; init; }

    /// <summary>b, above 0.</summary>
    public required double B { get; init; }

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new MixedDiffusionPoissonProcess(A, B, TimeMin, TimeMax);
}

/// <summary>Fractional diffusion phi_t + (-nabla^2)^beta phi = 0.</summary>
public sealed record FractionalDiffusionProcessSpec : TimedProcessSpec
{
    /// <summary>beta, 0.2 to 0.98.</summary>
    public required double Beta { get; init; }

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new FractionalDiffusionProcess(Beta, TimeMin, TimeMax);
}

/// <summary>The third-order equation phi_ttt = nabla^2 phi on its decaying branch.</summary>
public sealed record ThirdOrderProcessSpec : TimedProcessSpec
{
    /// <inheritdoc/>
    public override GenerativeProcess Create() => new ThirdOrderProcess(TimeMin, TimeMax);
}

/// <summary>The dissipative wave phi_tt + 2 epsilon phi_t = nabla^2 phi, in one dimension.</summary>
public sealed record DissipativeWaveProcessSpec : TimedProcessSpec
{
    /// <summary>Rate epsilon, above 0.</summary>
    public required double Epsilon { get; init; }

    /// <inheritdoc/>
    public override GenerativeProcess Create() => new DissipativeWaveProcess(Epsilon, TimeMin, TimeMax);
}
