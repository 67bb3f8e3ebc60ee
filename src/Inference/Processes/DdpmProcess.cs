namespace GenPhys.Inference.Processes;

/// <summary>
/// The discrete diffusion of Ho, Jain, Abbeel 2020 and of Nichol, Dhariwal 2021: x_j = sqrt(1 - beta_j) x_{j-1} + sqrt(beta_j) z_j for
/// j = 1, ..., T, so that x_j = sqrt(alpha-bar_j) x_0 + sqrt(1 - alpha-bar_j) n. Time is the step j; between two steps ln sigma is
/// linear, for solvers that step off the grid.
/// </summary>
public sealed class DdpmProcess : DiffusionProcess
{
    private const double CosineOffset = 0.008;
    private const double LargestBeta = 0.999;

    /// <summary>Creates the process.</summary>
    /// <param name="betas">How beta_j grows; the cosine schedule by default.</param>
    /// <param name="steps">T, 2 to 100,000; default 1,000.</param>
    /// <param name="betaMin">beta_1 of the linear schedule, above 0; default 1e-4.</param>
    /// <param name="betaMax">beta_T of the linear schedule, above <paramref name="betaMin"/> and below 1; default 0.02.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public DdpmProcess(BetaSchedule betas = BetaSchedule.Cosine, int steps = 1000, double betaMin = 1e-4, double betaMax = 0.02)
    {
        RequireOrdered(betaMin, betaMax, nameof(betaMin), nameof(betaMax));
        if (steps is < 2 or > 100_000)
        {
            throw new ArgumentOutOfRangeException(nameof(steps), steps, "steps must be 2 to 100,000.");
        }

        if (betaMax >= 1)
        {
            throw new ArgumentOutOfRangeException(nameof(betaMax), betaMax, "betaMax must be below 1.");
        }

        // 1/alpha-bar_j is the product of 1/(1 - beta_i): its logarithm L gives sigma_j^2 = e^L - 1 without cancellation.
        var levels = new double[steps];
        var logarithm = 0.0;
        for (var j = 1; j <= steps; j++)
        {
            var beta = betas == BetaSchedule.Linear
                ? betaMin + ((j - 1) * (betaMax - betaMin) / (steps - 1))
                : Math.Min(LargestBeta, 1 - (CosineSquared(j, steps) / CosineSquared(j - 1, steps)));
            logarithm -= SpecialFunctions.LogOnePlus(-beta);
            levels[j - 1] = Math.Sqrt(SpecialFunctions.ExpMinusOne(logarithm));
        }

        Grid = new NoiseLevelGrid(levels);
    }

    /// <summary>The thousand levels of the improved DDPM.</summary>
    public static NoiseLevelGrid Improved { get; } = new DdpmProcess().Grid;

    /// <inheritdoc/>
    public override string Kind => "ddpm";

    /// <inheritdoc/>
    public override NoiseLevelGrid Grid { get; }

    /// <inheritdoc/>
    public override double SigmaMin => Grid.Levels[0];

    /// <inheritdoc/>
    public override double SigmaMax => Grid.Levels[^1];

    /// <inheritdoc/>
    public override double LatentScale => Kernel(Grid.Levels.Count).A;

    /// <inheritdoc/>
    public override DiffusionKernel Kernel(double t)
    {
        var (j, slope) = Segment(t - 1);
        var sigma = Grid.Levels[j] * Math.Exp(slope * (t - 1 - j));
        var a = 1 / Math.Sqrt(1 + (sigma * sigma));
        return new(a, a * sigma);
    }

    /// <inheritdoc/>
    public override double Time(double sigma)
    {
        var nearest = Grid.Nearest(sigma);
        var j = Math.Clamp(Grid.Levels[nearest] <= sigma ? nearest : nearest - 1, 0, Grid.Levels.Count - 2);
        return 1 + j + (Math.Log(sigma / Grid.Levels[j]) / Slope(j));
    }

    /// <inheritdoc/>
    public override double Drift(double t)
    {
        // a = (1 + sigma^2)^(-1/2), so d ln a/dt = -sigma^2/(1 + sigma^2) d ln sigma/dt.
        var sigma = Kernel(t).Sigma;
        return -sigma * sigma * Segment(t - 1).Slope;
    }

    /// <inheritdoc/>
    public override double Diffusion(double t) => Kernel(t).Sigma * Math.Sqrt(2 * Segment(t - 1).Slope);

    private (int J, double Slope) Segment(double index)
    {
        var j = Math.Clamp((int)Math.Floor(index), 0, Grid.Levels.Count - 2);
        return (j, Slope(j));
    }

    private double Slope(int j) => Math.Log(Grid.Levels[j + 1] / Grid.Levels[j]);

    private static double CosineSquared(int j, int steps)
    {
        var cos = Math.Cos(0.5 * Math.PI * (((double)j / steps) + CosineOffset) / (1 + CosineOffset));
        return cos * cos;
    }
}
