using System.Numerics;

namespace GenPhys.Inference.Processes.Dispersion;

/// <summary>
/// One term c d^n/dt^n (-nabla^2)^(p/2) of a linear equation, which the wave ansatz e^(-i omega t + i k x) turns into
/// c (-i omega)^n k^p.
/// </summary>
/// <param name="Coefficient">c; real for the equations of real fields.</param>
/// <param name="TimeDerivatives">n, 0 to 8.</param>
/// <param name="Power">p, 0 or more: 2 is minus the Laplacian, 2 beta its fractional power.</param>
public readonly record struct DispersionTerm(Complex Coefficient, int TimeDerivatives, double Power);
