using System.Numerics;

namespace GenPhys.Inference.Processes.Dispersion;

/// <summary>What a branch does to the data's details.</summary>
public enum Smoothness
{
    /// <summary>Im omega(k) &lt; Im omega(0) for every k above 0: every detail fades.</summary>
    Smooth,

    /// <summary>Im omega(k) is Im omega(0) for some k and less for the others: some details stay.</summary>
    Marginal,

    /// <summary>Some detail grows, or none fades.</summary>
    Not,
}

/// <summary>A branch omega(k), followed by continuity from k = 0.</summary>
/// <param name="K">Wave numbers, the first 0, <c>[points]</c>.</param>
/// <param name="Omega">omega at each of them, <c>[points]</c>.</param>
/// <param name="Smoothness">The verdict.</param>
/// <param name="DecayGap">Least Im omega(0) - Im omega(k) over k above 1; what is below 0 grows.</param>
/// <param name="FastestK">k* at which Im omega is largest: the detail that lasts, or grows, the most.</param>
public sealed record DispersionBranch(
    IReadOnlyList<double> K, IReadOnlyList<Complex> Omega, Smoothness Smoothness, double DecayGap, double FastestK);
