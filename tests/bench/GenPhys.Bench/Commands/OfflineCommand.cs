using System.CommandLine;
using System.Diagnostics;
using GenPhys.Bench.Measuring;
using GenPhys.Bench.Processes;

namespace GenPhys.Bench.Commands;

/// <summary>One large job: GenPhys, the same network in PyTorch, and the floor that matrix products set.</summary>
internal static class OfflineCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var rounds = CommonOptions.Rounds(7);
        var threads = CommonOptions.Threads();
        var rows = new Option<int>("--rows") { Description = "Rows of the job.", DefaultValueFactory = _ => 24_576 };
        var steps = new Option<int>("--steps") { Description = "Heun steps.", DefaultValueFactory = _ => 18 };
        var command = new Command("offline", "Time of one large job against PyTorch and against the arithmetic floor.")
        {
            model, rounds, threads, rows, steps,
        };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(model)!, parsed.GetValue(rounds), parsed.GetValue(threads), parsed.GetValue(rows), parsed.GetValue(steps)));
        return command;
    }

    private static async Task RunAsync(string model, int rounds, int threads, int rows, int steps)
    {
        var busy = new BusyCores();
        await using var genphys = await InProcess.StartAsync(model, threads);
        using var peer = new PeerWorker(Repository.Artifact(model));

        // A batch of 512 is the peer's best here.
        var jobs = new Dictionary<string, PeerJob>
        {
            ["PyTorch eager, one noise level per row"] = new("eager", 512, LevelPerRow: true),
            ["PyTorch scripted, one noise level per row"] = new("script", 512, LevelPerRow: true),
            ["PyTorch eager, one noise level per batch"] = new("eager", 512, LevelPerRow: false),
            ["PyTorch scripted, one noise level per batch"] = new("script", 512, LevelPerRow: false),
        };
        var ours = new Series();
        var theirs = jobs.Keys.ToDictionary(name => name, _ => new Series());
        var (floor, foldedFloor, peak) = (new Series(), new Series(), new Series());
        var operations = 0.0;
        var evaluations = (double)rows * ((2 * steps) - 1);
        float[] samples = [];

        await genphys.SampleAsync(model, 1024, steps, seed: 0);
        foreach (var job in jobs.Values)
        {
            peer.Sample(job, 1024, steps, threads);
        }
        for (var round = 0; round < rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            samples = (await genphys.SampleAsync(model, rows, steps, round)).Samples;
            ours.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
            foreach (var (name, job) in jobs)
            {
                theirs[name].Add(peer.Sample(job, rows, steps, threads).Seconds);
            }
            var (full, folded, perRow) = peer.MatrixProducts(rows: 512, repeats: 40, threads);
            operations = perRow * evaluations;
            floor.Add(full * evaluations);
            foldedFloor.Add(folded * evaluations);
            peak.Add(operations / PeakRate.Measure() / threads);
            Console.Error.WriteLine($"round {round + 1} of {rounds}: {ours.Last:0.00} s");
        }

        var table = new Table("what", "seconds", "spread", "its time / GenPhys", "Gflop/s");
        Add(table, "GenPhys", ours, ours, operations);
        foreach (var (name, series) in theirs)
        {
            Add(table, name, series, ours, operations);
        }
        Add(table, "OpenBLAS matrix products alone, embedding included", floor, ours, operations);
        Add(table, "OpenBLAS matrix products alone, embedding folded", foldedFloor, ours, operations);
        Add(table, "the same operations at the processor's peak rate", peak, ours, operations);
        Console.WriteLine(Machine.Describe(busy));
        Console.WriteLine($"{rows} rows, Heun, {steps} steps, {threads} thread(s), {rounds} rounds in turn; first sample {samples[0]:0.000}, {samples[1]:0.000}");
        Console.WriteLine();
        Console.WriteLine(table);
    }

    private static void Add(Table table, string name, Series series, Series ours, double operations) => table.Add(
        name,
        $"{series.Median:0.00}",
        $"± {series.RelativeSpread:P0}",
        $"{series.Over(ours).Median:0.00}",
        $"{operations / series.Median / 1e9:0}");
}
