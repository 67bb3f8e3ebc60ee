using System.CommandLine;
using System.Diagnostics;
using GenPhys.Bench.Measuring;
using GenPhys.Bench.Processes;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Bench.Commands;

/// <summary>What an evaluation costs by its number of rows: the price of padding, and what larger tiles save.</summary>
internal static class TilesCommand
{
    private static readonly int[] RowCounts = [1, 2, 4, 7, 8, 9, 16, 32, 64, 128, 256, 512];

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var rounds = CommonOptions.Rounds(60);
        var command = new Command("tiles", "Time of one evaluation by its number of rows.") { model, rounds };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(rounds)));
        return command;
    }

    private static void Run(string model, int rounds)
    {
        var busy = new BusyCores();
        var folder = Repository.Artifact(model);
        var manifest = ManifestFile.Read(folder);
        var built = manifest.Field.Build(manifest, new ArtifactFiles(folder));
        using var field = built.Field;
        using var peer = new PeerWorker(folder);

        var shared = RowCounts.ToDictionary(rows => rows, _ => new Series());
        var distinct = RowCounts.ToDictionary(rows => rows, _ => new Series());
        for (var round = -rounds; round < rounds; round++)
        {
            foreach (var rows in RowCounts)
            {
                var times = (Time(field, rows, _ => 1.0), Time(field, rows, row => 1.0 + (row * 0.01)));
                if (round >= 0)
                {
                    shared[rows].Add(times.Item1);
                    distinct[rows].Add(times.Item2);
                }
            }
        }

        var best = RowCounts.Min(rows => shared[rows].Median / rows);
        var table = new Table("rows", "µs", "spread", "µs per row", "times the best per row", "every row its own noise level, µs", "OpenBLAS matrix products alone, µs");
        foreach (var rows in RowCounts)
        {
            var series = shared[rows];
            table.Add(
                $"{rows}",
                $"{series.Median:0.0}",
                $"± {series.RelativeSpread:P0}",
                $"{series.Median / rows:0.00}",
                $"{series.Median / rows / best:0.00}",
                $"{distinct[rows].Median:0.0}",
                $"{peer.MatrixProducts(rows, repeats: 200, threads: 1).Folded * rows * 1e6:0.0}");
        }
        Console.WriteLine(Machine.Describe(busy));
        Console.WriteLine($"{built.Description}; one evaluation, {rounds} rounds in turn");
        Console.WriteLine();
        Console.WriteLine(table);
    }

    /// <summary>Microseconds of one evaluation, the mean of a short stretch of them.</summary>
    private static double Time(IField field, int rows, Func<int, double> noiseLevel)
    {
        var lanes = new LaneBatch(field.Dimension);
        lanes.Resize(rows);
        for (var row = 0; row < rows; row++)
        {
            lanes.NoiseLevel[row] = noiseLevel(row);
            lanes.X.Slice(row * field.Dimension, field.Dimension).Fill(0.1 * row);
        }

        // About a millisecond at most: a longer stretch would often be cut by the scheduler on a busy machine.
        var repeats = Math.Max(1, 256 / Math.Max(rows, 8));
        field.Evaluate(lanes);
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++)
        {
            field.Evaluate(lanes);
        }
        return Stopwatch.GetElapsedTime(begin).TotalMicroseconds / repeats;
    }
}
