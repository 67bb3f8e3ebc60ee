using System.Globalization;

namespace GenPhys.Inference.Processes.Dispersion;

/// <summary>The equations of GenPhys, tables 1 and 2. A new one is one member here.</summary>
public static class PhysicalEquations
{
    private const double DefaultRadius = 12;

    /// <summary>All of them, with plain parameters.</summary>
    public static IReadOnlyList<PhysicalEquation> All { get; } =
    [
        Diffusion(), Poisson(), ScreenedPoisson(0.8), Helmholtz(0.5), MixedDiffusionPoisson(0.7, 1.3), FractionalDiffusion(0.75), ThirdOrder(),
        DissipativeWave(0.9), IdealWave(), Schroedinger(), Biharmonic(),
    ];

    /// <summary>phi_t = nabla^2 phi.</summary>
    /// <returns>The equation.</returns>
    public static PhysicalEquation Diffusion() =>
        Decaying("diffusion", "phi_t - lap phi = 0", [new(1, 1, 0), new(1, 0, 2)], k => Math.Exp(-k * k));

    /// <summary>phi_tt + nabla^2 phi = 0, whose growing branch is ruled out by decay.</summary>
    /// <returns>The equation.</returns>
    public static PhysicalEquation Poisson() =>
        Decaying("poisson", "phi_tt + lap phi = 0", [new(1, 2, 0), new(-1, 0, 2)], k => Math.Exp(-k));

    /// <summary>phi_tt + nabla^2 phi = m^2 phi.</summary>
    /// <param name="m">Screening mass.</param>
    /// <returns>The equation.</returns>
    public static PhysicalEquation ScreenedPoisson(double m) =>
        Decaying("screenedPoisson", Text($"phi_tt + lap phi - {m}^2 phi = 0"), [new(1, 2, 0), new(-1, 0, 2), new(-m * m, 0, 0)], k => Math.Exp(-Math.Sqrt((k * k) + (m * m))));

    /// <summary>phi_tt + nabla^2 phi + k0^2 phi = 0.</summary>
    /// <param name="k0">Wave number.</param>
    /// <returns>The equation.</returns>
    public static PhysicalEquation Helmholtz(double k0) => new(
        "helmholtz", Text($"phi_tt + lap phi + {k0}^2 phi = 0"), new([new(1, 2, 0), new(-1, 0, 2), new(k0 * k0, 0, 0)]),
        dimension => Text($"the kernel is positive only while k0 sqrt(t^2 + r^2) is below the first zero of Y_{0.5 * (dimension + 1)}, {BesselFunctions.FirstZeroY(0.5 * (dimension + 1)):G6}"));

    /// <summary>a phi_tt - b phi_t + nabla^2 phi = 0.</summary>
    /// <param name="a">a.</param>
    /// <param name="b">b.</param>
    /// <returns>The equation.</returns>
    public static PhysicalEquation MixedDiffusionPoisson(double a, double b) =>
        Decaying("mixedDiffusionPoisson", Text($"{a} phi_tt - {b} phi_t + lap phi = 0"), [new(a, 2, 0), new(-b, 1, 0), new(-1, 0, 2)], k => Math.Exp(-(Math.Sqrt((b * b) + (4 * a * k * k)) - b) / (2 * a)));

    /// <summary>phi_t + (-nabla^2)^beta phi = 0; above beta = 1 its kernel changes sign.</summary>
    /// <param name="beta">beta, above 0.</param>
    /// <returns>The equation.</returns>
    public static PhysicalEquation FractionalDiffusion(double beta) =>
        Decaying("fractionalDiffusion", Text($"phi_t + (-lap)^{beta} phi = 0"), [new(1, 1, 0), new(1, 0, 2 * beta)], k => Math.Exp(-Math.Pow(k, 2 * beta)));

    /// <summary>phi_ttt = nabla^2 phi, on the branch that decays.</summary>
    /// <returns>The equation.</returns>
    public static PhysicalEquation ThirdOrder() =>
        Decaying("thirdOrder", "phi_ttt - lap phi = 0", [new(1, 3, 0), new(1, 0, 2)], k => Math.Exp(-Math.Pow(k, 2.0 / 3)));

    /// <summary>phi_tt + 2 epsilon phi_t = nabla^2 phi.</summary>
    /// <param name="epsilon">Rate of dissipation.</param>
    /// <returns>The equation.</returns>
    public static PhysicalEquation DissipativeWave(double epsilon) => new(
        "dissipativeWave", Text($"phi_tt + 2 {epsilon} phi_t - lap phi = 0"), new([new(1, 2, 0), new(2 * epsilon, 1, 0), new(1, 0, 2)]),
        dimension => dimension == 1 ? null : "the kernel is negative behind its front; only in one dimension it is a density, the telegraph law");

    /// <summary>phi_tt = nabla^2 phi.</summary>
    /// <returns>The equation.</returns>
    public static PhysicalEquation IdealWave() => new(
        "idealWave", "phi_tt - lap phi = 0", new([new(1, 2, 0), new(1, 0, 2)]),
        _ => "the kernel is a front that changes sign and leaves empty space behind it, where no velocity is defined");

    /// <summary>i phi_t + nabla^2 phi = 0.</summary>
    /// <returns>The equation.</returns>
    public static PhysicalEquation Schroedinger() => new(
        "schroedinger", "i phi_t + lap phi = 0", new([new(System.Numerics.Complex.ImaginaryOne, 1, 0), new(-1, 0, 2)]),
        _ => "interference makes |phi|^2 vanish between data, where the velocity is infinite, and it is not linear in the data");

    /// <summary>phi_t + nabla^4 phi = 0, elasticity.</summary>
    /// <returns>The equation.</returns>
    public static PhysicalEquation Biharmonic() =>
        Decaying("biharmonic", "phi_t + lap lap phi = 0", [new(1, 1, 0), new(1, 0, 4)], k => Math.Exp(-k * k * k * k));

    // Positivity from the spectrum at t = 1; isotropic positivity in 3 dimensions is the most that is tabulated.
    private static PhysicalEquation Decaying(string name, string equation, DispersionTerm[] terms, Func<double, double> spectrum) => new(
        name, equation, new(terms),
        dimension =>
        {
            var sign = KernelSign.Of(spectrum, Math.Min(dimension, 3), DefaultRadius);
            return sign.IsPositive
                ? null
                : Text($"the kernel changes sign: at time 1 it is {sign.Density.Min():G3} at radius {sign.LowestRadius:G3}, and {sign.Density.Max():G3} at its largest");
        });

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
