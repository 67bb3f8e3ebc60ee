using System.CommandLine;
using System.Globalization;
using GenPhys.Cli.Comparison;
using GenPhys.Cli.Plotting;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys compare samplers</c>: Wasserstein-1 error against evaluations, as a table and a picture.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var rows = new Option<int>("--rows") { Description = "Samples of each case in the plane.", DefaultValueFactory = _ => 20_000 };
        var output = new Option<string?>("--output", "-o") { Description = "A picture of the first problem, .svg." };
        var samplers = new Command("samplers", "Wasserstein-1 error against evaluations, on exact fields, of every sampler and Restart.") { rows, output };
        samplers.SetAction((parsed, stop) => RunAsync(parsed.GetValue(rows), parsed.GetValue(output), stop));
        return new Command("compare", "Measures what to choose.") { samplers };
    }

    private static async Task<int> RunAsync(int rows, string? output, CancellationToken stop)
    {
        if (rows < 100)
        {
            throw new CliException("--rows must be 100 or more.");
        }

        var plateau = SamplerComparison.OnPlateau().ToList();
        Print(plateau);
        Print(await SamplerComparison.OnMixtureAsync(rows).ToListAsync(stop).ConfigureAwait(false));
        foreach (var augmented in new[] { 4.0, 128 })
        {
            Print(await SamplerComparison.OnChargesAsync(augmented, rows).ToListAsync(stop).ConfigureAwait(false));
        }

        if (output is not null)
        {
            var lines = plateau.GroupBy(r => r.Sampler).Select(g => new ChartLine(g.Key, [.. g.Select(r => ((double)r.Evaluations, r.Error))]));
            using var file = File.Create(output);
            LineChart.Write(new LineChart($"Error against evaluations: {SamplerComparison.Plateau}", "evaluations per sample", "Wasserstein-1 error", [.. lines], LogX: true, LogY: true), file);
        }

        return ExitCodes.Success;
    }

    private static void Print(List<ComparedResult> results)
    {
        Console.WriteLine($"{results[0].Problem}: Wasserstein-1 error (evaluations)");
        Console.WriteLine();
        Console.WriteLine("| sampler | about 18 | about 36 | about 72 |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var sampler in results.GroupBy(r => r.Sampler))
        {
            var cells = sampler.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Error:G3} ({r.Evaluations})"));
            Console.WriteLine($"| {(sampler.Key.Contains("Restart", StringComparison.Ordinal) ? $"**{sampler.Key}**" : sampler.Key)} | {string.Join(" | ", cells)} |");
        }

        // Ahead at the same price: no other sampler with as many evaluations or fewer has a smaller error.
        foreach (var restart in results.Where(r => r.Sampler.Contains("Restart", StringComparison.Ordinal)))
        {
            var best = results.Where(r => r != restart && !r.Sampler.Contains("Restart", StringComparison.Ordinal) && r.Evaluations <= restart.Evaluations + 1).MinBy(r => r.Error)!;
            Console.WriteLine();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"At {restart.Evaluations} evaluations Restart is {(restart.Error < best.Error ? "ahead of" : "not ahead of")} the best other, {best.Sampler}: {restart.Error:G3} against {best.Error:G3}."));
        }

        Console.WriteLine();
    }
}
