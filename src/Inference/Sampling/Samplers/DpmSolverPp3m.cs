using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// DPM-Solver++(3M), the third-order multi-step member of Lu et al. 2022b: the denoiser is extrapolated in log-noise
/// through its last three values and integrated exactly against e^(-h). Third order, one evaluation a step; the first two
/// steps (also after a Restart jump) are of first and second order, and the last one to level 0 of first order.
/// </summary>
public sealed class DpmSolverPp3m : Sampler
{
    private const int Previous = 1;
    private const int BeforePrevious = 2;

    /// <inheritdoc/>
    public override int VectorSlots => 3;

    /// <inheritdoc/>
    protected override IEnumerable<Tick> Step(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(step);
        var (a, b) = (step.From, step.To);
        var (d0, d1, d2) = Weights(path, step);
        yield return Last(
            path, step, new Lane(X, a),
            [Slot(X, b / a), .. Denoiser(a, d0), Slot(Previous, d1), Slot(BeforePrevious, d2)],
            own: null,
            new VectorUpdate(Previous, Denoiser(a, 1)), new VectorUpdate(BeforePrevious, Slot(Previous, 1)));
    }

    // Coefficients of D, D_previous and the one before: Newton's interpolation in log-noise, integrated exactly.
    private static (double D0, double D1, double D2) Weights(SolverPath path, SolverStep step)
    {
        var (a, b) = (step.From, step.To);
        var gain = 1 - (b / a);
        if (step.InSegment == 0 || b == 0)
        {
            return (gain, 0, 0);
        }

        var h = Math.Log(a / b);
        var h1 = Math.Log(path.Steps[step.Index - 1].From / a);

        // First divided difference f1 = (D - D_1)/h1 multiplies s, whose integral against e^-(h - s) ds over [0, h] is h - gain.
        var linear = (h - gain) / h1;
        if (step.InSegment == 1)
        {
            return (gain + linear, -linear, 0);
        }

        var h2 = Math.Log(path.Steps[step.Index - 2].From / path.Steps[step.Index - 1].From);

        // Second divided difference f2 = ((D - D_1)/h1 - (D_1 - D_2)/h2)/(h1 + h2) multiplies s (s + h1), whose integral
        // against e^-(h - s) ds over [0, h] is h^2 - 2 (h - gain) + h1 (h - gain).
        var quadratic = (h * h) - (2 * (h - gain)) + (h1 * (h - gain));
        var f2 = quadratic / (h1 + h2);
        return (gain + linear + (f2 / h1), -linear - (f2 * ((1 / h1) + (1 / h2))), f2 / h2);
    }
}
