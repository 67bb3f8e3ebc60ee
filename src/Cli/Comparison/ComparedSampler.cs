using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Cli.Comparison;

/// <summary>A sampler of the comparison at one number of steps.</summary>
/// <param name="Name">Name of the sampler, one line of the picture.</param>
/// <param name="Sampler">The sampler.</param>
/// <param name="Steps">Steps of the main grid, the last one to 0.</param>
/// <param name="Restarts">Restart intervals; none for most.</param>
internal sealed record ComparedSampler(string Name, Sampler Sampler, int Steps, params RestartInterval[] Restarts)
{
    /// <summary>Every sampler at about 18, 36 and 72 evaluations, Restart with an interval over the scale of the data.</summary>
    public static IReadOnlyList<ComparedSampler> All { get; } =
    [
        .. Series("euler", () => new Euler(), 18, 36, 72),
        .. Series("heun", () => new Heun(), 9, 18, 36),
        .. Series("midpoint", () => new Midpoint(), 9, 18, 36),
        .. Series("rk4", () => new Rk4(), 5, 10, 19),
        .. Series("dpmSolver2", () => new DpmSolver2(), 9, 18, 36),
        .. Series("dpmSolver3", () => new DpmSolver3(), 7, 13, 25),
        .. Series("dpmSolverPp2m", () => new DpmSolverPp2m(), 18, 36, 72),
        .. Series("dpmSolverPp3m", () => new DpmSolverPp3m(), 18, 36, 72),
        .. Series("ddim, eta 0.5", () => new Ddim(0.5), 18, 36, 72),
        .. Series("ddpm", () => new Ddpm(), 18, 36, 72),
        .. Series("eulerMaruyama", () => new EulerMaruyama(), 18, 36, 72),
        .. Series("edmStochastic, sChurn 8", () => new EdmStochastic(8, 0.01, 50, 1), 9, 18, 36),
        new("heun with Restart", new Heun(), 6, new RestartInterval(0.2, 5, 5, 1)),
        new("heun with Restart", new Heun(), 6, new RestartInterval(0.2, 5, 7, 2)),
        new("heun with Restart", new Heun(), 6, new RestartInterval(0.2, 5, 10, 3)),
    ];

    private static IEnumerable<ComparedSampler> Series(string name, Func<Sampler> make, params int[] steps) =>
        steps.Select(n => new ComparedSampler(name, make(), n));
}
