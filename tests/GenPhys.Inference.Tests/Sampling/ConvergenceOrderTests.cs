using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Adaptive;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Sampling;

/// <summary>Global order between two noise levels above 0 on a closed-form mixture, against a tight adaptive solution.</summary>
public sealed class ConvergenceOrderTests
{
    private const double High = 5;
    private const double Low = 0.1;

    [Theory]
    [InlineData("euler", 1)]
    [InlineData("ddim", 1)]
    [InlineData("heun", 2)]
    [InlineData("midpoint", 2)]
    [InlineData("dpmSolver2", 2)]
    [InlineData("dpmSolverPp2m", 2)]
    [InlineData("dpmSolver3", 3)]
    [InlineData("dpmSolverPp3m", 3)]
    [InlineData("rk4", 4)]
    public async Task The_error_falls_with_the_order_that_the_solver_claims(string kind, double order)
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var initial = Start();

        // A multi-step solver starts on two slivers of a step, so that its low-order beginning does not hide its order.
        double[] start = kind.StartsWith("dpmSolverPp", StringComparison.Ordinal) ? [High * (1 + 2e-4), High * (1 + 1e-4)] : [];
        var exact = await Run(engine, model, initial, new Rk45Program(
            SolverPath.Between(start.FirstOrDefault(High), Low), new Rk45Options { RelativeTolerance = 1e-12, AbsoluteTolerance = 1e-12, MaxEvaluations = 100_000 }));

        int[] counts = kind is "euler" or "ddim" ? [1024, 2048, 4096] : kind is "rk4" ? [32, 64, 128] : [128, 256, 512];
        var errors = new List<double>();
        foreach (var steps in counts)
        {
            var levels = start.Concat(Enumerable.Range(0, steps + 1).Select(i => High * Math.Pow(Low / High, (double)i / steps))).ToArray();
            var x = await Run(engine, model, initial, Create(kind).Program(SolverPath.Down(levels, fromPrior: false)));
            errors.Add(Math.Sqrt(x.Zip(exact, (p, q) => (p - q) * (p - q)).Average()));
        }

        var slope = Math.Log(errors[0] / errors[^1]) / Math.Log((double)counts[^1] / counts[0]);
        Assert.True(Math.Abs(slope - order) < 0.15, $"{kind}: slope {slope:0.000}, errors {string.Join(", ", errors)}");
    }

    private static Sampler Create(string kind) => kind switch
    {
        "euler" => new Euler(),
        "ddim" => new Ddim(),
        "heun" => new Heun(),
        "midpoint" => new Midpoint(),
        "dpmSolver2" => new DpmSolver2(),
        "dpmSolver3" => new DpmSolver3(),
        "dpmSolverPp2m" => new DpmSolverPp2m(),
        "dpmSolverPp3m" => new DpmSolverPp3m(),
        _ => new Rk4(),
    };

    private static double[] Start()
    {
        var x = new double[2 * 40];
        for (var row = 0; row < 40; row++)
        {
            var angle = 0.17 + (row * 0.61);
            x[2 * row] = (1 + (0.2 * row)) * Math.Cos(angle);
            x[(2 * row) + 1] = (1 + (0.2 * row)) * Math.Sin(angle);
        }

        return x;
    }

    private static async Task<double[]> Run(InferenceEngine engine, EngineModel model, double[] initial, RowProgram program)
    {
        var result = await engine.SubmitAsync(new EngineJob { Model = model, Program = program, Rows = initial.Length / 2, Initial = initial });
        Assert.Empty(result.Failures);
        return result.States;
    }
}
