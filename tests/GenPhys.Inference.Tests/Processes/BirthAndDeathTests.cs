using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Adaptive;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Inference.Tests.Processes;

/// <summary>Weights of samples under the screened Poisson flow, whose particles die forward and so multiply on the way back.</summary>
public sealed class BirthAndDeathTests
{
    private static readonly double[][] Data = [[-1, 0], [1, 0.5]];
    private static readonly double[] Masses = [0.3, 0.7];

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [Trait("Acceptance", "PD-8")]
    [Trait("Category", "Slow")]
    public async Task Weighted_masses_are_those_of_the_data_from_an_exact_start(double start)
    {
        const int rows = 40_000;
        var process = new ScreenedPoissonProcess(0.6, 1e-3, start);
        var field = new EmpiricalField(Data, process, Masses);
        var poisson = new EmpiricalField(Data, new PoissonProcess(), Masses);

        // Each row starts from its datum's Poisson kernel, and with the ratio of the mixtures, e^(-m T) being the screened one's mass.
        var (x, log) = (new double[2 * rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var at = x.AsSpan(2 * row, 2);
            new StudentLaw(1).Draw(new NoiseKey(21, (uint)row, NoisePurpose.Prior), at);
            var datum = Data[row % 10 < 3 ? 0 : 1];
            (at[0], at[1]) = (datum[0] + (start * at[0]), datum[1] + (start * at[1]));
            log[row] = field.LogDensity(at, start) - (process.M * start) - poisson.LogDensity(at, start);
        }

        var levels = new LogLinearNoiseSchedule(1e-3, start).Levels(70);
        var program = new WeightedProgram(new Heun().Program(SolverPath.Down([.. levels, 0], process, fromPrior: false)), start);
        var (weights, first) = await Run(field, program, x, log);
        var total = weights.Sum();
        var mass = weights.Zip(first, (w, is0) => is0 ? w : 0).Sum() / total;
        Assert.Equal(0.3, mass, 0.008);
        Assert.Equal(0, Math.Log(total / rows), 0.01);
        Assert.True(total * total / weights.Sum(w => w * w) > 0.9 * rows, "ESS");
        Assert.InRange(first.Count(is0 => is0) / (double)rows, 0.315, 0.345);
    }

    [Fact]
    [Trait("Acceptance", "PD-8")]
    public async Task The_centred_prior_biases_the_weighted_masses()
    {
        const int rows = 15_000;
        const double start = 4;
        var process = new ScreenedPoissonProcess(0.6, 1e-3, start);
        var (x, log) = (new double[2 * rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var at = x.AsSpan(2 * row, 2);
            new StudentLaw(1).Draw(new NoiseKey(22, (uint)row, NoisePurpose.Prior), at);
            log[row] = process.LogPriorWeight(start * start * ((at[0] * at[0]) + (at[1] * at[1])), start, 2);

            // A point source at the mean of the data.
            (at[0], at[1]) = (0.4 + (start * at[0]), 0.35 + (start * at[1]));
        }

        var levels = new LogLinearNoiseSchedule(1e-3, start).Levels(80);
        var program = new WeightedProgram(new Heun().Program(SolverPath.Down([.. levels, 0], process, fromPrior: false)), start);
        var (weights, first) = await Run(new EmpiricalField(Data, process, Masses), program, x, log);
        Assert.InRange(weights.Zip(first, (w, is0) => is0 ? w : 0).Sum() / weights.Sum(), 0.26, 0.29);
    }

    [Theory]
    [InlineData("heun")]
    [InlineData("rk4")]
    [InlineData("dpmSolverPp2m")]
    [InlineData("rk45")]
    public async Task From_a_single_datum_every_path_ends_with_weight_one(string solver)
    {
        // The flow is a straight line and the proposal's ratio cancels the growth, for every solver and row.
        const int rows = 200;
        const double start = 5;
        var process = new ScreenedPoissonProcess(0.6, 1e-4, start);
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("datum", new EmpiricalField([[0.0, 0.0]], process));
        var levels = new LogLinearNoiseSchedule(1e-4, start).Levels(400);
        var path = SolverPath.Down(solver == "rk45" ? [start, 1e-4] : levels, process);
        RowProgram inner = solver switch
        {
            "rk4" => new Rk4().Program(path),
            "dpmSolverPp2m" => new DpmSolverPp2m().Program(path),
            "rk45" => new Rk45Program(path, new Rk45Options { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-8 }),
            _ => new Heun().Program(path),
        };
        var program = new WeightedProgram(inner, start);
        var result = await engine.SubmitAsync(new EngineJob { Model = model, Program = program, Rows = rows, Seed = 9 });
        Assert.Empty(result.Failures);
        var noise = process.Noise(start);
        var x = new double[2];
        for (var row = 0; row < rows; row++)
        {
            noise.Law.Draw(new RowIdentity(9, (uint)row).Key(NoisePurpose.Prior, 0, 0), x);
            var d2 = start * start * ((x[0] * x[0]) + (x[1] * x[1]));
            Assert.Equal(0, result.Scalars[(row * program.ScalarSlots) + program.LogWeightSlot] + process.LogPriorWeight(d2, start, 2), 2e-3);
        }
    }

    private static async Task<(double[] Weights, bool[] First)> Run(EmpiricalField field, WeightedProgram program, double[] x, double[] log)
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("data", field);
        var result = await engine.SubmitAsync(new EngineJob { Model = model, Program = program, Rows = log.Length, Initial = x });
        Assert.Empty(result.Failures);
        var weights = log.Select((l, row) => Math.Exp(l + result.Scalars[(row * program.ScalarSlots) + program.LogWeightSlot])).ToArray();
        return (weights, [.. result.States.Chunk(2).Select(p => p[0] < 0)]);
    }
}
