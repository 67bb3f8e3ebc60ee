using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// The classical Runge-Kutta method on the probability flow, slopes at a, twice at the middle, and at b with weights
/// 1/6, 1/3, 1/3, 1/6. Fourth order, four evaluations a step; the last step to level 0 is one Euler evaluation.
/// </summary>
public sealed class Rk4 : Sampler
{
    private const int Y = 1;
    private const int Sum = 2;

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

        // Slot Y holds the state of the next stage, slot Sum collects x + h sum_i b_i d_i, d = (y - D)/sigma.
        var (m, h) = (0.5 * (a + b), b - a);
        yield return Stage(
            step, new Lane(X, a),
            new VectorUpdate(Y, [Slot(X, 1 + (0.5 * h / a)), .. Denoiser(a, -0.5 * h / a)]),
            new VectorUpdate(Sum, [Slot(X, 1 + (h / 6 / a)), .. Denoiser(a, -h / 6 / a)]));
        yield return Stage(
            step, new Lane(Y, m),
            new VectorUpdate(Y, [Slot(X, 1), Slot(Y, 0.5 * h / m), .. Denoiser(m, -0.5 * h / m)]),
            new VectorUpdate(Sum, [Slot(Sum, 1), Slot(Y, h / 3 / m), .. Denoiser(m, -h / 3 / m)]));
        yield return Stage(
            step, new Lane(Y, m),
            new VectorUpdate(Y, [Slot(X, 1), Slot(Y, h / m), .. Denoiser(m, -h / m)]),
            new VectorUpdate(Sum, [Slot(Sum, 1), Slot(Y, h / 3 / m), .. Denoiser(m, -h / 3 / m)]));
        yield return Last(path, step, new Lane(Y, b), [Slot(Sum, 1), Slot(Y, h / 6 / b), .. Denoiser(b, -h / 6 / b)]);
    }
}
