using System.CommandLine;
using GenPhys.Bench.Measuring;
using GenPhys.Bench.Processes;
using GenPhys.Training;
using GenPhys.Training.Objectives;
using GenPhys.Training.Recipes;
using TorchSharp;

namespace GenPhys.Bench.Commands;

/// <summary>Steps of training per second: with stable targets against plain denoising, and both against PyTorch with the same network.</summary>
internal static class TrainingCommand
{
    private const int References = 1024;
    private static readonly int[] Batches = [1000, 64];

    public static Command Create()
    {
        var rounds = CommonOptions.Rounds(5);
        var threads = CommonOptions.Threads();
        var steps = new Option<int>("--steps") { Description = "Steps of one measurement, in whole hundreds.", DefaultValueFactory = _ => 100 };
        var command = new Command("training", "Steps of training per second against PyTorch, and what stable targets cost.") { rounds, threads, steps };
        command.SetAction(parsed => Run(parsed.GetValue(rounds), parsed.GetValue(threads), parsed.GetValue(steps)));
        return command;
    }

    private static void Run(int rounds, int threads, int steps)
    {
        var busy = new BusyCores();
        torch.set_num_threads(threads);
        var work = Directory.CreateTempSubdirectory("genphys-bench-").FullName;
        var tables = new List<(int Batch, Table Table)>();
        try
        {
            using var peer = new PeerWorker(Repository.Artifact("checkerboard"));
            foreach (var batch in Batches)
            {
                using var plain = new TimedRun(Recipe(batch, new DenoisingObjective()), Path.Combine(work, $"plain-{batch}"));
                using var stable = new TimedRun(Recipe(batch, new StableTargetFieldObjective { References = References }), Path.Combine(work, $"stable-{batch}"));
                var cases = new (string Name, Func<double> Measure, Series Times)[]
                {
                    ("GenPhys, denoising", () => plain.Measure(steps), new Series()),
                    ($"GenPhys, stable targets of {References} references", () => stable.Measure(steps), new Series()),
                    ("PyTorch eager, denoising", () => peer.Train(batch, steps, foreachUpdates: false, threads), new Series()),
                    ("PyTorch eager, denoising, updates by foreach", () => peer.Train(batch, steps, foreachUpdates: true, threads), new Series()),
                };

                // One round to begin with: the first steps of either side are slower.
                for (var round = -1; round < Rounds(rounds, batch); round++)
                {
                    foreach (var (name, measure, times) in cases)
                    {
                        var milliseconds = 1e3 * measure() / steps;
                        if (round >= 0)
                        {
                            times.Add(milliseconds);
                        }

                        Console.Error.WriteLine($"batch {batch}, round {round}, {name}: {milliseconds:0.00} ms");
                    }
                }

                var table = new Table("training", "ms per step", "spread", "steps per second", "times GenPhys, denoising");
                foreach (var (name, _, times) in cases)
                {
                    table.Add(name, $"{times.Median:0.00}", $"± {times.RelativeSpread:P0}", $"{1e3 / times.Median:0}", $"{times.Over(cases[0].Times).Median:0.00}");
                }

                tables.Add((batch, table));
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        Console.WriteLine(Machine.Describe(busy));
        foreach (var (batch, table) in tables)
        {
            Console.WriteLine($"\nthe network of the checkerboard, {batch} sources per step, {threads} thread(s), {Rounds(rounds, batch)} rounds of {steps} steps in turn\n");
            Console.WriteLine(table);
        }
    }

    // A small batch's steps are over in an instant, so that more rounds are needed for a ratio that is as sure.
    private static int Rounds(int rounds, int batch) => batch < References / 2 ? 8 * rounds : rounds;

    private static Recipe Recipe(int batch, Objective objective)
    {
        var recipe = RecipeFile.Read(Path.Combine(Repository.Root, "recipes", "checkerboard.json"));
        return recipe with
        {
            Data = ((GenPhys.Training.Datasets.CheckerboardData)recipe.Data) with { Count = 4 * References },
            Objective = objective,
            Batch = batch,
            Steps = 1_000_000_000,
            Evaluation = new EvaluationOptions { Every = 1_000_000_000, Samples = 0 },
            Checkpoints = new CheckpointOptions { Every = 1_000_000_000, Keep = 1 },
        };
    }

    /// <summary>The training that recipes get, a stretch at a time; the clock runs from one report of the run to another.</summary>
    private sealed class TimedRun(Recipe recipe, string folder) : ITrainingObserver, IDisposable
    {
        private readonly TrainingRun run = new(recipe, recipe.Data.Load("."), folder, RunStart.New);
        private readonly List<StepsDone> reports = [];
        private CancellationTokenSource stop = new();
        private int wanted;

        public double Measure(int steps)
        {
            reports.Clear();
            wanted = steps;
            stop.Dispose();
            stop = new CancellationTokenSource();
            run.Train(this, stop.Token);
            return (reports[^1].Seconds - reports[0].Seconds) * steps / (reports[^1].Step - reports[0].Step);
        }

        public void On(TrainingEvent happening)
        {
            if (happening is StepsDone done)
            {
                reports.Add(done);
                if (done.Step - reports[0].Step >= wanted)
                {
                    stop.Cancel();
                }
            }
        }

        public void Dispose()
        {
            stop.Dispose();
            run.Dispose();
        }
    }
}
