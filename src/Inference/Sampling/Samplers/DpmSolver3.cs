using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// DPM-Solver-3 with r_1 = 1/3, r_2 = 2/3 (Lu et al. 2022a, algorithm 2) in variance-exploding coordinates, h = ln(a/b),
/// sigma_k = a e^(-r_k h), eps = (x - D)/sigma. Third order, three evaluations a step; the last step to level 0 is one
/// evaluation of first order.
/// </summary>
public sealed class DpmSolver3 : Sampler
{
    private const double R1 = 1.0 / 3;
    private const double R2 = 2.0 / 3;
    private const int U = 1;
    private const int Epsilon0 = 2;

    /// <inheritdoc/>
    public override int VectorSlots => 3;

    /// <inheritdoc/>
    protected override IEnumerable<Tick> Step(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (a, b) = (step.From, step.To);
        if (b == 0)
        {
            yield return Last(path, step, new Lane(X, a), Denoiser(a, 1));
            yield break;
        }

        var h = Math.Log(a / b);
        var (s1, s2) = (a * Math.Exp(-R1 * h), a * Math.Exp(-R2 * h));

        // u_1 = x - s_1 (e^(r_1 h) - 1) eps_0 = x + (s_1 - a) eps_0.
        yield return Stage(
            step, new Lane(X, a),
            new VectorUpdate(U, [Slot(X, s1 / a), .. Denoiser(a, 1 - (s1 / a))]),
            new VectorUpdate(Epsilon0, [Slot(X, 1 / a), .. Denoiser(a, -1 / a)]));

        // u_2 = x + (s_2 - a) eps_0 - (s_2 r_2/r_1)((e^(r_2 h) - 1)/(r_2 h) - 1)(eps(u_1; s_1) - eps_0).
        var c1 = s2 * R2 / R1 * PhiMinusOne(R2 * h);
        yield return Stage(
            step, new Lane(U, s1),
            new VectorUpdate(U, [Slot(X, 1), Slot(Epsilon0, s2 - a + c1), Slot(U, -c1 / s1), .. Denoiser(s1, c1 / s1)]));

        // x' = x + (b - a) eps_0 - (b/r_2)((e^h - 1)/h - 1)(eps(u_2; s_2) - eps_0).
        var c2 = b / R2 * PhiMinusOne(h);
        yield return Last(
            path, step, new Lane(U, s2), [Slot(X, 1), Slot(Epsilon0, b - a + c2), Slot(U, -c2 / s2), .. Denoiser(s2, c2 / s2)]);
    }

    // (e^h - 1)/h - 1 by its series where the difference would cancel.
    private static double PhiMinusOne(double h) =>
        h < 1e-2 ? h * (0.5 + (h * ((1.0 / 6) + (h * ((1.0 / 24) + (h * ((1.0 / 120) + (h / 720)))))))) : ((Math.Exp(h) - 1) / h) - 1;
}
