using System.CommandLine;
using GenPhys.Bench.Measuring;
using GenPhys.Bench.Processes;
using GenPhys.Contracts;

namespace GenPhys.Bench.Commands;

/// <summary>What each sampler makes of the checkerboard, and at what price.</summary>
internal static class SamplersCommand
{
    private static readonly (string Name, SamplerSpec Sampler, RestartSpec[]? Restart)[] Cases =
    [
        ("euler, 18", new EulerSampler { Steps = 18 }, null),
        ("euler, 40", new EulerSampler { Steps = 40 }, null),
        ("euler, 100", new EulerSampler { Steps = 100 }, null),
        ("heun, 10", new HeunSampler { Steps = 10 }, null),
        ("heun, 18", new HeunSampler { Steps = 18 }, null),
        ("heun, 40", new HeunSampler { Steps = 40 }, null),
        ("heun, 100", new HeunSampler { Steps = 100 }, null),
        ("heun, 18, logLinear", new HeunSampler { Steps = 18, Schedule = new LogLinearSchedule() }, null),
        ("midpoint, 18", new MidpointSampler { Steps = 18 }, null),
        ("rk4, 10", new Rk4Sampler { Steps = 10 }, null),
        ("dpmSolver2, 18", new DpmSolver2Sampler { Steps = 18 }, null),
        ("dpmSolver3, 12", new DpmSolver3Sampler { Steps = 12 }, null),
        ("dpmSolverPp2m, 18", new DpmSolverPp2mSampler { Steps = 18 }, null),
        ("dpmSolverPp3m, 18", new DpmSolverPp3mSampler { Steps = 18 }, null),
        ("rk45, 1e-3", new Rk45Sampler { Rtol = 1e-3, Atol = 1e-3 }, null),
        ("rk45, 1e-5", new Rk45Sampler(), null),
        ("ddpm, 100", new DdpmSampler { Steps = 100 }, null),
        ("eulerMaruyama, 100", new EulerMaruyamaSampler { Steps = 100 }, null),
        ("edmStochastic, 100, sChurn 10", new EdmStochasticSampler { Steps = 100, SChurn = 10 }, null),
        ("edmStochastic, 100, sChurn 40", new EdmStochasticSampler { Steps = 100, SChurn = 40 }, null),
        (
            "heun, 18, Restart 0.05 to 0.5, twice",
            new HeunSampler { Steps = 18 },
            [new RestartSpec { TMin = 0.05, TMax = 0.5, Points = 5, Repeats = 2 }]),
    ];

    public static Command Create()
    {
        var rows = new Option<int>("--rows") { Description = "Samples of each case.", DefaultValueFactory = _ => 20_480 };
        var command = new Command("samplers", "Part of the samples off the checkerboard, and evaluations, by sampler.") { rows };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(rows)));
        return command;
    }

    private static async Task RunAsync(int rows)
    {
        const string model = "checkerboard";
        await using var genphys = await InProcess.StartAsync(model, threads: 1);
        var table = new Table("sampler, steps", "evaluations per row", "off the board", "standard error");
        foreach (var (name, sampler, restart) in Cases)
        {
            var result = await genphys.SampleAsync(model, new SampleRequest { Count = rows, Seed = 1, Sampler = sampler, Restart = restart });
            var off = result.Samples.Chunk(2).Count(point => !IsOnBoard(point[0], point[1])) / (double)rows;
            table.Add(name, $"{result.Nfe:0.#}", $"{off:P1}", $"{Math.Sqrt(off * (1 - off) / rows):P1}");
            Console.Error.WriteLine(name);
        }
        Console.WriteLine($"checkerboard, {rows} rows, seed 1");
        Console.WriteLine();
        Console.WriteLine(table);
    }

    /// <summary>Cells of side 1 on [-2, 2]^2; cell (i, j) is allowed where i + j is even.</summary>
    private static bool IsOnBoard(float x, float y)
    {
        var (i, j) = ((int)MathF.Floor(x + 2), (int)MathF.Floor(y + 2));
        return i is >= 0 and < 4 && j is >= 0 and < 4 && (i + j) % 2 == 0;
    }
}
